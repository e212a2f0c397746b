import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import * as dns from 'dns-packet';
import { Pki } from '../../lib/sandbox/pki/authority';
import type { Credentials, CertificateSpec } from '../../lib/sandbox/pki/spec';
import { FrameReader } from '../../lib/probes/dns/frames';
import type { Query } from './scripted-dns';
import { listening, tlsServer, type ListeningServer } from './tls-server';

let pki: Promise<Pki> | undefined;

/** The root of the certificates below, PEM. */
export const rootPem = async (): Promise<string> => (await (pki ??= Pki.create())).rootPem;

export const credentialsFor = async (name: string, spec: Partial<CertificateSpec> = {}): Promise<Credentials> =>
  (await (pki ??= Pki.create())).issue({ names: [name], ...spec });

export interface SecureDns extends ListeningServer {
  /** Name and type of the questions so far. */
  readonly questions: string[];
  /** TLS sessions so far. */
  sessions: number;
}

const note = (questions: string[], octets: Buffer): Query => {
  const query = dns.decode(octets) as Query;
  const [question] = query.questions ?? [];
  questions.push(`${question?.name} ${question?.type}`);
  return query;
};

/** A server of DNS over TLS on loopback: `answer` is called for each question, and may answer late, or in another order. */
export async function dotServer(
  credentials: Credentials,
  answer: (query: Query, send: (message: Buffer) => void, socket: TLSSocket) => void,
): Promise<SecureDns> {
  const state = { questions: [] as string[], sessions: 0 };
  const server = await tlsServer(credentials, { ALPNProtocols: ['dot'] }, (socket) => {
    state.sessions++;
    const frames = new FrameReader();
    const send = (message: Buffer): void => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    };
    socket.on('data', (chunk: Buffer) => {
      for (const octets of frames.take(chunk)) answer(note(state.questions, octets), send, socket);
    });
  });
  return Object.assign(state, server);
}

/** A server of DNS over HTTPS on loopback. */
export async function dohServer(
  { key, chain }: Credentials,
  answer: (query: Query, response: Http2ServerResponse, request: Http2ServerRequest) => void,
  options: { readonly allowHTTP1?: boolean; readonly onlyHttp1?: true } = {},
): Promise<SecureDns> {
  const state = { questions: [] as string[], sessions: 0 };
  const server = createSecureServer(
    { key, cert: chain, ...options, ...(options.onlyHttp1 && { allowHTTP1: true, ALPNProtocols: ['http/1.1'] }) },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(note(state.questions, Buffer.concat(chunks)), response, request));
    },
  );
  server.on('secureConnection', () => state.sessions++);
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
  return Object.assign(state, await listening(server as never));
}

export const message = (response: Http2ServerResponse, octets: Buffer): void => {
  response.writeHead(200, { 'content-type': 'application/dns-message' });
  response.end(octets);
};
