import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { ComponentChild } from 'preact';
import type * as Parts from './entry';

const ROOT = resolve(__dirname, '../../..');

const BUNDLE = {
  entryPoints: [join(__dirname, 'entry.ts')],
  bundle: true,
  write: false,
  format: 'cjs',
  platform: 'browser',
  target: 'es2022',
  tsconfig: join(ROOT, 'lib/dashboard/page/tsconfig.json'),
};

/** Everything in entry.ts as one CommonJS program. esbuild has a process of its own: it does not run inside a browser's globals. */
const CODE = execFileSync(
  process.execPath,
  [
    '-e',
    'process.stdout.write(require("esbuild").buildSync(JSON.parse(process.argv[1])).outputFiles[0].text)',
    JSON.stringify(BUNDLE),
  ],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 },
);

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What the server answers: a JSON body, a status with a problem (RFC 9457), or nothing at all. */
export type Answer = { readonly body: unknown } | { readonly status: number; readonly title?: string } | 'no answer';

export interface OpenPage {
  readonly parts: typeof Parts;
  /** Draws it as the whole page, effects and all. */
  show(child: ComponentChild): Promise<HTMLElement>;
  /** Lets what was begun come to its end and be drawn. */
  settle(): Promise<void>;
  /** Of the server, in order. */
  readonly asked: readonly Asked[];
  /** What was copied, in order. */
  readonly copied: readonly string[];
  close(): Promise<void>;
}

/** The parts of the page, freshly loaded, over a server that answers as told. */
export function openPage(answer: (asked: Asked) => Answer = () => ({ status: 404 })): OpenPage {
  const asked: Asked[] = [];
  const copied: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void copied.push(text) },
  });
  const fetch = async (path: string, { method = 'GET', body }: RequestInit = {}): Promise<unknown> => {
    const request = { method, path, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined };
    asked.push(request);
    const given = answer(request);
    if (given === 'no answer') throw new TypeError('fetch failed');
    const status = 'status' in given ? given.status : 200;
    return {
      status,
      ok: status < 400,
      headers: new Headers(),
      json: async () => ('status' in given ? { title: given.title } : given.body),
    };
  };
  const module = { exports: {} as typeof Parts };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page is a program for a browser, not a module of this one
  const run = new Function('module', 'fetch', CODE) as (...given: readonly unknown[]) => void;
  run(module, fetch);
  const parts = module.exports;
  const root = document.createElement('main');
  document.body.append(root);
  const settle = async (): Promise<void> => {
    await parts.act(async () => {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setTimeout(done));
    });
  };
  return {
    parts,
    asked,
    copied,
    settle,
    async show(child) {
      await parts.act(() => parts.render(child, root));
      await settle();
      return root;
    },
    async close() {
      await parts.act(() => parts.render(null, root));
      root.remove();
    },
  };
}

/** Markup, a line feed, and characters that turn the line round or hide. */
export const HOSTILE = '<img src=x onerror="ran()">\u202eevil\u0000\n\u200b';
/** The same as a reader is to see it. */
export const HOSTILE_SHOWN = '<img src=x onerror="ran()">\\u202eevil\\u0000\\n\\u200b';

/** The text of an element, spaces as one. */
export const textOf = (element: Element | null): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();

export const all = (root: ParentNode, selector: string): readonly HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(selector),
];

/** The texts of all that a selector finds. */
export const texts = (root: ParentNode, selector: string): readonly string[] => all(root, selector).map(textOf);
