import { randomInt } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { formatResolver, type EncryptedResolver } from '../../core/resolvers';
import { ProbeFailure } from '../net/failure';
import { waitFor, type Limits, type Settle } from '../net/wait';
import { framed, FrameReader } from './frames';
import { readResponse, writeQuery } from './message';
import type { SecureConnector } from './secure';
import { named, type DnsTransport, type Question, type Response } from './transport';

/** DNS over TLS (RFC 7858): one connection, on which many questions are under way at a time. */
export function tlsTransport(resolver: EncryptedResolver, connector: SecureConnector): DnsTransport {
  const server = formatResolver(resolver);
  let connection: Promise<DotConnection> | undefined;
  const open = (limits: Limits): Promise<DotConnection> => {
    const opening = connector.connect(resolver, 'dot', limits).then((socket) => new DotConnection(socket, forget));
    const forget = (): void => {
      if (connection === opening) connection = undefined;
    };
    opening.catch(forget);
    return opening;
  };
  return {
    server,
    ask: (question, limits) =>
      named(server, limits, async () => (await (connection ??= open(limits))).ask(question, limits)),
    close: () =>
      void connection?.then(
        (opened) => opened.close(),
        () => undefined,
      ),
  };
}

interface Waiting extends Settle<Response> {
  readonly question: Question;
}

class DotConnection {
  private readonly waiting = new Map<number, Waiting>();
  private readonly frames = new FrameReader();
  private answers = 0;

  constructor(
    private readonly socket: TLSSocket,
    private readonly forget: () => void,
  ) {
    socket.on('error', (error) => this.end(error));
    socket.on('close', () => this.end(new ProbeFailure('closed', 'the connection was closed before an answer')));
    socket.on('data', (chunk: Buffer) => {
      for (const octets of this.frames.take(chunk)) this.take(octets);
    });
    socket.unref();
  }

  async ask(question: Question, limits: Limits): Promise<Response> {
    const id = this.freeId();
    const before = this.answers;
    try {
      return await waitFor<Response>('TLS', limits, (settle) => {
        this.waiting.set(id, { ...settle, question });
        this.socket.ref();
        this.socket.write(framed(writeQuery(question, id)));
        return () => {
          this.waiting.delete(id);
          if (this.waiting.size === 0) this.socket.unref();
        };
      });
    } catch (error) {
      // Silence about all questions: the connection may be dead, and nobody says so.
      if (this.answers === before && error instanceof ProbeFailure && error.cause === 'timeout') this.end(error);
      throw error;
    }
  }

  close(): void {
    this.end(new ProbeFailure('closed', 'the resolver is not needed any more'));
  }

  private take(octets: Buffer): void {
    const id = octets.length < 2 ? undefined : octets.readUInt16BE(0);
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    // An answer that nobody waits for any more.
    if (id === undefined || waiting === undefined) return;
    this.answers++;
    const response = readResponse(octets, id, waiting.question);
    if (response === undefined)
      waiting.reject(new ProbeFailure('protocol', 'the message does not answer the question'));
    else if (response.truncated) waiting.reject(new ProbeFailure('protocol', 'truncated even over TLS'));
    else waiting.resolve(response);
  }

  private end(error: unknown): void {
    this.forget();
    this.socket.destroy();
    for (const { reject } of [...this.waiting.values()]) reject(error);
  }

  private freeId(): number {
    for (;;) {
      const id = randomInt(0x10000);
      if (!this.waiting.has(id)) return id;
    }
  }
}
