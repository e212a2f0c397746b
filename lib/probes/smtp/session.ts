import type { Socket } from 'node:net';
import type { CertificateFacts, FailureCause, SmtpEndpoint, SmtpStep } from '../../core/model';
import { connectTcp } from '../net/connect';
import { ProbeFailure, stepFailure } from '../net/failure';
import type { Patience } from '../net/wait';
import type { Session, TlsObserver } from '../tls/handshake';
import { Conversation, quit } from './conversation';
import type { Reply } from './reply';
import { isAboutOurAddress } from './reputation';

export interface SessionOptions {
  readonly tls: TlsObserver;
  readonly port: number;
  /** What EHLO says; not set: the address of this end of the connection (RFC 5321 section 4.1.3). */
  readonly ehloName?: string;
  /** For the connection, milliseconds; each later step may take what the signal leaves. */
  readonly connectTimeoutMs: number;
}

export type SessionOutcome = Omit<SmtpEndpoint, 'address' | 'family' | 'port' | 'durationMs'> & {
  readonly certificates: readonly CertificateFacts[];
};

/** A reply that ends the session: its code is evidence. */
class RefusedBy extends ProbeFailure {
  constructor(readonly reply: Reply) {
    super(causeOf(reply), `${reply.code} ${reply.lines.join(' / ')}`.slice(0, 512));
  }
}

function causeOf(reply: Reply): FailureCause {
  if (isAboutOurAddress(reply)) return 'blocklisted';
  return reply.code < 500 ? 'smtp-transient' : 'smtp-permanent';
}

/** EHLO is not known: RFC 5321 section 3.2 wants HELO then. Other refusals are about us, and HELO would only hide them. */
const COMMAND_UNKNOWN = [500, 502];

/**
 * One SMTP session with one address (RFC 3207): greeting, EHLO, STARTTLS, handshake, EHLO over TLS, QUIT. No envelope is
 * begun. Resolves when the connection is closed. What TLS showed is kept whatever becomes of the session afterwards.
 *
 * A server that knows HELO alone cannot offer STARTTLS: `startTlsOffered` is false, with no keywords and no failure.
 *
 * @param signal its deadline becomes a failure of the step that it met; any other reason is thrown
 */
export async function holdSession(
  host: string,
  address: string,
  options: SessionOptions,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const limits = { signal };
  const seen: { -readonly [P in keyof SessionOutcome]: SessionOutcome[P] } = { certificates: [] };
  const startedAt = performance.now();
  let step: SmtpStep = 'connect';
  let socket: Socket | undefined;
  try {
    socket = await connectTcp(address, options.port, { timeoutMs: options.connectTimeoutMs, signal });
    const conversation = new Conversation(socket, limits);
    step = 'greeting';
    const greeting = await conversation.reply('greeting');
    seen.greeting = greeting.firstLine;
    accept(greeting, 220);
    step = 'ehlo';
    const name = options.ehloName ?? addressLiteral(socket);
    seen.ehloKeywords = await sayHello(conversation, name);
    seen.startTlsOffered = seen.ehloKeywords.includes('STARTTLS');
    if (seen.startTlsOffered) {
      step = 'starttls';
      accept(await conversation.command('STARTTLS'), 220);
      step = 'handshake';
      const injected = conversation.takeUnasked();
      const session = await startTls(socket, { host, injected }, options.tls, limits);
      socket = session.socket;
      seen.plaintextAfterStartTls = injected.length > 0;
      seen.tls = session.observation;
      seen.certificates = session.certificates;
      step = 'tls-ehlo';
      seen.tlsKeywords = await helloOverTls(new Conversation(socket, limits), name, startedAt, signal);
    }
    await quit(socket, signal);
    return seen;
  } catch (error) {
    if (error instanceof RefusedBy && socket) await quit(socket, signal);
    socket?.destroy();
    const failure = stepFailure(step, error, signal);
    return { ...seen, failure: error instanceof RefusedBy ? { ...failure, replyCode: error.reply.code } : failure };
  }
}

function accept(reply: Reply, code: number): void {
  if (reply.code >= 400) throw new RefusedBy(reply);
  if (reply.code !== code) throw new ProbeFailure('protocol', `reply ${reply.code} where ${code} was due`);
}

/** The keywords of the service extensions (RFC 5321 section 4.1.1.1), in upper case and without parameters. */
async function sayHello(conversation: Conversation, name: string): Promise<string[]> {
  const extended = await conversation.command(`EHLO ${name}`);
  if (COMMAND_UNKNOWN.includes(extended.code)) {
    accept(await conversation.command(`HELO ${name}`), 250);
    return [];
  }
  accept(extended, 250);
  return extended.lines.slice(1).map((line) => (line.trim().split(/[\s=]/, 1)[0] ?? '').toUpperCase());
}

/**
 * What the server offers over TLS. One that was quick before and is silent for as long as all the rest took is not slow: a
 * server that delays each answer has not come so far.
 */
async function helloOverTls(
  conversation: Conversation,
  name: string,
  startedAt: number,
  signal: AbortSignal,
): Promise<string[]> {
  const securedAt = performance.now();
  try {
    return await sayHello(conversation, name);
  } catch (error) {
    const silentFor = performance.now() - securedAt;
    if (error !== signal.reason || !(error instanceof ProbeFailure) || silentFor < securedAt - startedAt) throw error;
    throw new ProbeFailure('timeout', `EHLO over TLS: no answer within ${Math.round(silentFor / 1000)} s`);
  }
}

/** Octets in the clear are an injection when TLS follows them; when it does not, the server never meant TLS. */
async function startTls(
  socket: Socket,
  { host, injected }: { readonly host: string; readonly injected: Buffer },
  tls: TlsObserver,
  limits: Patience,
): Promise<Session> {
  try {
    return await tls.handshake(socket, { serverName: host }, limits);
  } catch (error) {
    if (injected.length === 0 || limits.signal.aborted) throw error;
    throw new ProbeFailure(
      'tls',
      `the server went on in the clear: ${JSON.stringify(injected.toString('utf8', 0, 80))}`,
    );
  }
}

const addressLiteral = ({ localAddress = '127.0.0.1', localFamily }: Socket): string =>
  localFamily === 'IPv6' ? `[IPv6:${localAddress}]` : `[${localAddress}]`;
