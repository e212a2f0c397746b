/**
 * The one place that asks the server. Paths are relative to the page, so that it can be served anywhere; whoever hosts
 * it behind a sign-in adds the token here.
 */

/** A JSON answer and its validator. */
export interface Answer {
  readonly etag: string | null;
  readonly body: unknown;
}

/** The server answered, and not with what was asked. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    /** Of problem+json (RFC 9457). */
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail === '' ? title : detail);
    this.name = 'Refused';
  }
}

/** No answer came: the monitor is not running, or the network is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

type Authorize = () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
let authorize: Authorize = () => ({});
let unauthorized: () => void | Promise<void> = () => undefined;

/** Headers for every request from now on, such as a bearer token; `refused` is told when the server did not take them (401). */
export function authorizeWith(headers: Authorize, refused: () => void | Promise<void>): void {
  authorize = headers;
  unauthorized = refused;
}

/**
 * Reads a resource. @returns undefined when it is still that of `etag`
 * @throws Refused, Unreachable; the signal's reason when it is aborted
 */
export async function read(path: string, etag: string | null, signal?: AbortSignal): Promise<Answer | undefined> {
  const response = await send(path, {
    headers: { accept: 'application/json', ...(etag !== null && { 'if-none-match': etag }) },
    ...(signal && { signal }),
  });
  if (response.status === 304) return undefined;
  if (!response.ok) throw await refused(response);
  return { etag: response.headers.get('etag'), body: await response.json() };
}

/** Sends a change. @throws as {@link read} */
export async function change(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
  const response = await send(path, {
    method,
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await refused(response);
  return response.status === 204 ? undefined : response.json();
}

async function send(
  path: string,
  init: RequestInit & { headers: Readonly<Record<string, string>> },
): Promise<Response> {
  const headers = { ...init.headers, ...(await authorize()) };
  try {
    return await fetch(path, { ...init, headers, cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Unreachable('The monitor does not answer.');
  }
}

async function refused(response: Response): Promise<Refused> {
  if (response.status === 401) await unauthorized();
  const problem = (await response.json().catch(() => ({}))) as { readonly title?: unknown; readonly detail?: unknown };
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  return new Refused(
    response.status,
    text(problem.title, `The server answered ${response.status}.`),
    text(problem.detail, ''),
  );
}

/** The answers that came with the page itself; each is used once. */
const embedded = new Map<string, Answer>(
  Object.entries(JSON.parse(document.getElementById('first-answers')?.textContent ?? '{}') as Record<string, Answer>),
);

export function takeEmbedded(path: string): Answer | undefined {
  const answer = embedded.get(path);
  embedded.delete(path);
  return answer;
}
