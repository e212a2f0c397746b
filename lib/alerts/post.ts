import { escapeHidden } from '../core/text/escape';
import { withoutSecrets } from '../core/text/secret-text';
import { retryAfterMs } from '../core/text/retry-after';
import { RetryLater } from '../monitor/ports';
import { concealed, decoded } from './conceal';

const TIMEOUT_MS = 15_000;
const LONGEST_ANSWER = 2_048;
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;
const WAIT_WHEN_NOT_SAID_MS = 60_000;

/** A receiver that answered, and did not take the message. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** The beginning of its answer, escaped. */
    readonly answer: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** A GET of a URL that is a secret, by the rules of {@link postJson}. */
export const ping = (url: string, receiver: string, signal?: AbortSignal): Promise<void> =>
  request(url, receiver, { method: 'GET' }, signal);

/**
 * Posts a JSON text. No redirect is followed: a webhook's URL is a secret, and its host was chosen. A user and password
 * in the URL are sent as HTTP Basic authentication (RFC 7617).
 * @param receiver How messages name it; the URL itself may hold a secret and is never shown.
 * @throws RetryLater when the receiver asks for patience (429, or 503 with Retry-After)
 * @throws Refused for any other answer than 2xx, Error when there was none
 */
export const postJson = (
  url: string,
  {
    receiver,
    body,
    headers,
    signal,
  }: {
    readonly receiver: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> =>
  request(url, receiver, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }, signal);

async function request(
  url: string,
  receiver: string,
  {
    headers,
    ...what
  }: { readonly method: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const { target, authorization } = withoutUser(new URL(url));
  const response = await fetch(target, {
    ...what,
    redirect: 'manual',
    headers: { 'user-agent': 'mta-sts-watch', ...authorization, ...headers },
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
  }).catch((error: unknown) => {
    throw new Error(
      `${receiver} could not be reached: ${deadline.aborted ? `no answer in ${TIMEOUT_MS / 1_000} s` : reasonOf(error)}`,
    );
  });
  const answer = await beginning(response, new URL(url));
  if (response.ok) return;
  const said = `${receiver} answered ${response.status}${answer === '' ? '' : `: ${answer}`}`;
  const retryAfter = response.headers.get('retry-after');
  if (response.status === 429 || (response.status === 503 && retryAfter !== null))
    throw new RetryLater(said, waitOf(retryAfter));
  throw new Refused(said, response.status, answer);
}

/** `fetch` takes no URL with a user in it, and its error would repeat the URL. */
function withoutUser(url: URL): { readonly target: URL; readonly authorization: { readonly authorization?: string } } {
  const { username, password } = url;
  if (username === '' && password === '') return { target: url, authorization: {} };
  const target = new URL(url);
  target.username = target.password = '';
  const credentials = [username, password].map(decoded).join(':');
  return { target, authorization: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

function waitOf(header: string | null): number {
  const ms = retryAfterMs(header ?? '', Date.now());
  return ms === undefined ? WAIT_WHEN_NOT_SAID_MS : Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** Enough of the answer to see what is wrong; the rest is not read. */
async function beginning(response: Response, url: URL): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const octets: Uint8Array[] = [];
  let length = 0;
  try {
    while (reader !== undefined && length < LONGEST_ANSWER) {
      const { value } = await reader.read();
      if (value === undefined) break;
      octets.push(value);
      length += value.length;
    }
    await reader?.cancel();
  } catch {
    // The status is known; an answer that breaks off says no more.
  }
  return escapeHidden(concealed(Buffer.concat(octets).toString('utf8'), url).trim().slice(0, 200));
}

/** fetch wraps what happened in a TypeError that says only "fetch failed". */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  return withoutSecrets(cause?.code ?? cause?.message ?? String(error));
}
