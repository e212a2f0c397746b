import type { Context, Handler } from 'hono';
import { etag } from 'hono/etag';
import type { Hono } from 'hono';
import type { z } from 'zod';
import type { QueryContext } from '../context';
import type { Operation } from '../operation';
import { isTextAnswer } from '../operation';
import { invalidProblem, parameterProblem, ProblemError, problemResponse } from '../problem';
import type { Throttle } from './throttle';

/** Octets; names and cursors fit many times. */
const LONGEST_URL = 8_192;
/** Octets of a body. */
const LARGEST_BODY = 65_536;

/** Who asks, where nobody says. */
const UNNAMED = 'somebody';

const YEAR = 31_536_000;

/** Makes the routes of the operations: each path with its methods, and a plain refusal of the others. */
export function addRoutes(
  app: Hono,
  operations: readonly Operation[],
  context: QueryContext,
  throttle: Throttle,
): void {
  const tags = etag({ weak: true });
  for (const [path, methods] of byPath(operations)) {
    const route = path.replace(/\{(\w+)\}/g, ':$1');
    const allowed = [
      ...new Set(methods.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))),
      'OPTIONS',
    ].join(', ');
    for (const each of methods) app.on(each.method.toUpperCase(), route, tags, answering(each, context, throttle));
    app.on('OPTIONS', route, () => new Response(null, { status: 204, headers: { allow: allowed } }));
    app.all(route, ({ req }) =>
      problemResponse(
        new ProblemError(405, `${req.method} is not for ${path}: use ${allowed}.`, { headers: { allow: allowed } }),
      ),
    );
  }
}

function byPath(operations: readonly Operation[]): Map<string, Operation[]> {
  const paths = new Map<string, Operation[]>();
  for (const each of operations) paths.set(each.path, [...(paths.get(each.path) ?? []), each]);
  return paths;
}

const answering =
  (spec: Operation, context: QueryContext, throttle: Throttle): Handler =>
  async (c) => {
    try {
      throttle.pass();
      if (c.req.url.length > LONGEST_URL)
        throw new ProblemError(414, `An address here has at most ${LONGEST_URL} characters.`);
      if (spec.method !== 'get') fromHere(c);
      const input = {
        path: parsed(spec.pathParameters, c.req.param()),
        query: parsed(spec.query, singles(c)),
        body: await body(spec, c),
        by: context.callerOf?.(c) ?? UNNAMED,
        mayChange: context.mayChange?.(c) ?? true,
      };
      return answer(spec, await spec.run(input, context));
    } catch (error) {
      if (error instanceof ProblemError) return problemResponse(error);
      context.onError?.(error);
      return problemResponse(
        new ProblemError(500, 'The request is in order; its own log says what failed. Try again later.'),
      );
    }
  };

/**
 * A page of another site may not change anything, not even with what a browser sends along by itself.
 * @throws ProblemError for a request that a browser made for another origin
 */
function fromHere(c: Context): void {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')];
  // The browser knows what it shows; the host may be another one here, behind a proxy, and is compared for old browsers only.
  const isFromHere =
    site === undefined
      ? origin === undefined || (URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host)
      : site === 'same-origin' || site === 'none';
  if (!isFromHere) throw new ProblemError(403, 'A page of another site may not change anything here.');
}

function answer({ answer: kind, status = 200, immutable }: Operation, value: unknown): Response {
  const headers = {
    'content-type': isTextAnswer(kind) ? kind.type : 'application/json',
    'cache-control': immutable === true ? `private, max-age=${YEAR}, immutable` : 'private, no-cache',
    'x-content-type-options': 'nosniff',
    // An answer that is opened as a page of its own runs nothing and loads nothing.
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  };
  return new Response(isTextAnswer(kind) ? (value as string) : JSON.stringify(value), { status, headers });
}

function parsed(schema: z.ZodObject, given: Readonly<Record<string, string>>): Record<string, unknown> {
  const result = schema.safeParse(given);
  if (!result.success) throw invalidProblem(result.error);
  return result.data;
}

/** Each parameter once: of two that contradict each other none is better. */
function singles(c: Context): Record<string, string> {
  const all = c.req.queries();
  const repeated = Object.entries(all).find(([, values]) => values.length > 1);
  if (repeated !== undefined) throw parameterProblem(repeated[0].slice(0, 100), 'It is given more than once.');
  return Object.fromEntries(Object.entries(all).map(([key, values]) => [key, values[0] ?? '']));
}

async function body({ body: schema }: Operation, c: Context): Promise<unknown> {
  if (schema === undefined) return undefined;
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  // A form of another site cannot send this type without asking first, and is not allowed to.
  if (type !== 'application/json') throw new ProblemError(415, 'Send JSON, with Content-Type: application/json.');
  const result = schema.safeParse(await json(c));
  if (!result.success) throw invalidProblem(result.error);
  return result.data;
}

async function json(c: Context): Promise<unknown> {
  const tooLarge = new ProblemError(413, `A body has at most ${LARGEST_BODY} octets.`);
  if (Number(c.req.header('content-length') ?? 0) > LARGEST_BODY) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let octets = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    octets += chunk.length;
    if (octets > LARGEST_BODY) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ProblemError(400, 'The body is not JSON.');
  }
}
