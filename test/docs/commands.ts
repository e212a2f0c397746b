import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** What people read first, and what they look up. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** A command line of a document. */
export interface Written {
  readonly where: string;
  /** As it is written, without what comes after `#` or a run of spaces. */
  readonly line: string;
  readonly words: readonly string[];
  /** A span in a sentence, without the name of the program: what it needs may be left out. */
  readonly isShort: boolean;
}

const PROGRAM = 'mta-sts-watch';

/** Commands of the product that are written without its name, in a paragraph about them. */
const SHORT = /^(?:alerts|check|domains|explain|history|lint|maintenance|repair|run|status) \S/;

/** All command lines of the documents: what stands between backticks, and the lines of blocks. */
export function writtenCommands(): readonly Written[] {
  return DOCUMENTS.flatMap((where) => {
    const page = read(where);
    const lines: string[] = [];
    const prose = page.replace(/^```(\w*)\n([\s\S]*?)^```/gm, (_, language: string, block: string) => {
      if (!['ts', 'yaml', 'json'].includes(language)) lines.push(...block.replace(/\\\n\s*/g, ' ').split('\n'));
      return '';
    });
    const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
    return [
      ...[...lines, ...spans].flatMap(commandsOf).map((line) => written(where, line, false)),
      ...spans.filter((span) => SHORT.test(span)).map((span) => written(where, `${PROGRAM} ${span}`, true)),
    ];
  });
}

const written = (where: string, line: string, isShort: boolean): Written => ({
  where,
  line,
  words: wordsOf(line),
  isShort,
});

function commandsOf(text: string): readonly string[] {
  if (/\[(?:options|command)\]|mta-sts-watch …/.test(text)) return [];
  const line = text.replace(/^\s*(?:\$ )?/, '').split(/\s{2,}| #/)[0] ?? '';
  return line
    .split(/ && /)
    .map((one) => one.replace(/^(?:[A-Z_]+=\S+ )*(?:npx (?=mta-sts-watch))?/, ''))
    .filter((one) => /^(?:mta-sts-watch|npm|(?:npx )?(?:cdk|jest)) [^|]/.test(one));
}

/** The words of a line, as a shell takes them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');

/** Places in the sources where a text names a command of the product, as "mta-sts-watch alerts list shows them all". */
export function namedInSources(): readonly Written[] {
  const files = ['lib', 'lambdas', 'deploy'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:tsx?|md|service|yaml|yml|sh)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  );
  return files.flatMap((where) =>
    [...read(where).matchAll(NAMED)].map(([, line = '', rest = '']) => ({
      where,
      line,
      words: rest.trim().split(/ +/),
      isShort: true,
    })),
  );
}

/** At the beginning of a sentence, of a quotation or of what a colon leads to; inside of a sentence it is the product's name. */
const NAMED = /(?:[`'"(>]|[:.,] )(mta-sts-watch((?: --?[a-z][a-z-]*| [a-z][a-z-]*| [A-Z]+\b)+))/g;
