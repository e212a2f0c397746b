import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import { resolverName, type EncryptedResolver } from '../../core/resolvers';
import { ProbeFailure } from '../net/failure';
import { waitFor, type Limits } from '../net/wait';
import { readResponse, writeQuery } from './message';
import type { SecureConnector } from './secure';
import { named, type DnsTransport, type Question, type Response } from './transport';

const MESSAGE = 'application/dns-message';

/** The longest DNS message. */
const LONGEST_BODY = 0xffff;

/** Informational answers (RFC 9110 section 15.2) before the one that counts; nobody has a use for any. */
const MOST_INFORMATIONAL = 8;

/** RFC 8484 section 4.1: the same for all questions, for the sake of caches. */
const ID = 0;

/** DNS over HTTPS (RFC 8484), by HTTP/2, on one connection: Quad9 and Unbound speak no older version. */
export function httpsTransport(resolver: EncryptedResolver, connector: SecureConnector): DnsTransport {
  const server = resolverName(resolver);
  let connection: Promise<DohConnection> | undefined;
  const open = (limits: Limits): Promise<DohConnection> => {
    const opening = openConnection(resolver, connector, limits, () => {
      if (connection === opening) connection = undefined;
    });
    opening.catch(() => {
      if (connection === opening) connection = undefined;
    });
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

async function openConnection(
  resolver: EncryptedResolver,
  connector: SecureConnector,
  limits: Limits,
  forget: () => void,
): Promise<DohConnection> {
  const socket = await connector.connect(resolver, 'h2', limits);
  if (socket.alpnProtocol !== 'h2') {
    socket.destroy();
    throw new ProbeFailure('protocol', 'the server does not speak HTTP/2');
  }
  const { name, port, path = '/' } = resolver;
  const authority = `${name.includes(':') ? `[${name}]` : name}${port === 443 ? '' : `:${port}`}`;
  const session = connect(`https://${authority}`, { createConnection: () => socket, settings: { enablePush: false } });
  return new DohConnection(session, { authority, path }, forget);
}

class DohConnection {
  private underWay = 0;
  private answers = 0;

  constructor(
    private readonly session: ClientHttp2Session,
    private readonly to: { readonly authority: string; readonly path: string },
    private readonly forget: () => void,
  ) {
    // Each stream tells its own part of it.
    session.on('error', () => this.end());
    session.on('close', () => this.end());
    // The server takes no more; what is under way is still answered.
    session.on('goaway', () => this.forget());
    session.unref();
  }

  async ask(question: Question, limits: Limits): Promise<Response> {
    if (this.session.closed || this.session.destroyed) throw new ProbeFailure('closed', 'the connection was closed');
    const before = this.answers;
    if (this.underWay++ === 0) this.session.ref();
    try {
      const octets = await this.post(writeQuery(question, ID), limits);
      const response = readResponse(octets, ID, question);
      if (response === undefined) throw new ProbeFailure('protocol', 'the message does not answer the question');
      if (response.truncated) throw new ProbeFailure('protocol', 'truncated even over HTTPS');
      return response;
    } catch (error) {
      // Silence about all questions: the connection may be dead, and nobody says so.
      if (this.answers === before && error instanceof ProbeFailure && error.cause === 'timeout') this.end();
      throw error;
    } finally {
      if (--this.underWay === 0 && !this.session.destroyed) this.session.unref();
    }
  }

  close(): void {
    this.end();
  }

  private post(query: Buffer, limits: Limits): Promise<Buffer> {
    return waitFor<Buffer>('HTTPS', limits, ({ resolve, reject }) => {
      const stream = this.session.request({
        ':method': 'POST',
        ':path': this.to.path,
        ':authority': this.to.authority,
        accept: MESSAGE,
        'content-type': MESSAGE,
        'content-length': query.length,
      });
      stream.on('error', (error: NodeJS.ErrnoException) =>
        reject(error.code?.startsWith('ERR_HTTP2_') === true ? new ProbeFailure('reset', error.message) : error),
      );
      stream.on('close', () => reject(new ProbeFailure('closed', 'the connection was closed before an answer')));
      let informational = 0;
      stream.on('headers', () => {
        if (++informational <= MOST_INFORMATIONAL) return;
        reject(new ProbeFailure('protocol', `more than ${MOST_INFORMATIONAL} informational answers`));
        // To close the stream alone would leave the flood running.
        this.end();
      });
      stream.once('response', (headers) => {
        this.answers++;
        const fault = faultOf(headers);
        if (fault === undefined) readBody(stream, resolve, reject);
        else reject(fault);
      });
      stream.end(query);
      return () => {
        if (!stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
      };
    });
  }

  private end(): void {
    this.forget();
    if (!this.session.destroyed) this.session.destroy();
  }
}

/** RFC 8484 section 4.2.1: any DNS response comes with a successful status; no redirect is followed. */
function faultOf({
  ':status': status = 0,
  'content-type': type = '',
}: IncomingHttpHeaders & IncomingHttpStatusHeader): ProbeFailure | undefined {
  if (status !== 200) return new ProbeFailure('protocol', `HTTP status ${status}`);
  return type.split(';')[0]?.trim().toLowerCase() === MESSAGE
    ? undefined
    : new ProbeFailure('protocol', `the answer is not of the type ${MESSAGE}`);
}

function readBody(
  stream: ClientHttp2Stream,
  resolve: (octets: Buffer) => void,
  reject: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LONGEST_BODY) reject(new ProbeFailure('too-large', `more than ${LONGEST_BODY} octets`));
    else chunks.push(chunk);
  });
  stream.on('end', () => resolve(Buffer.concat(chunks)));
}
