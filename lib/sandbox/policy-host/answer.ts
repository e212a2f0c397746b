import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Answer, Document, Misbehaviour } from './behaviour';

const TEXT = 'text/plain; charset=utf-8';
const BOMB_SIZE = 16 * 1024 * 1024;
const CHUNK = Buffer.alloc(16 * 1024, '# more of the same\n');

/** Sends the answer, well or badly. */
export function send(answer: Answer, response: ServerResponse): void {
  if ('misbehave' in answer) misbehave(answer, response);
  else sendDocument(answer, response);
}

export function sendDocument(
  { body, encoding = 'utf8', status = 200, contentType = TEXT, headers = {}, coding }: Document,
  response: ServerResponse,
): void {
  response.writeHead(status, {
    ...(contentType === null ? {} : { 'content-type': contentType }),
    ...(coding !== undefined && { 'content-encoding': coding }),
    ...headers,
  });
  const octets = Buffer.from(body, encoding);
  response.end(coding === undefined ? octets : CODINGS[coding](octets));
}

const CODINGS: Readonly<Record<NonNullable<Document['coding']>, (body: Buffer) => Buffer>> = {
  gzip: (body) => gzipSync(body),
  br: (body) => brotliCompressSync(body),
  zstd: zstdFrame,
};

/** A frame of one raw block (RFC 8878 section 3.1): Node 20 has no zstd. @param body less than 256 octets */
function zstdFrame(body: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, body.length, 0, 0, 0]);
  header.writeUIntLE(body.length * 8 + 1, 6, 3);
  return Buffer.concat([header, body]);
}

function misbehave({ misbehave, body = '' }: Misbehaviour, response: ServerResponse): void {
  switch (misbehave) {
    case 'silent':
      return;
    case 'not-http':
      response.socket?.end('220 this is not the protocol that you are looking for\r\n');
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': TEXT, 'content-length': body.length });
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
      return;
    case 'gzip-bomb':
      response.writeHead(200, { 'content-type': TEXT, 'content-encoding': 'gzip' });
      response.end(bomb(body));
      return;
    case 'endless':
      return stream(endless(body), response);
    case 'drip':
      return stream(drip(body), response);
  }
}

function stream(source: Iterable<unknown> | AsyncIterable<unknown>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': TEXT });
  // The client goes away in the middle: that is the point of such answers.
  pipeline(Readable.from(source, { objectMode: false }), response, () => undefined);
}

function* endless(body: string): Generator<Buffer> {
  yield Buffer.from(body);
  for (;;) yield CHUNK;
}

async function* drip(body: string): AsyncGenerator<Buffer> {
  for (const octet of Buffer.from(body)) {
    yield Buffer.of(octet);
    await sleep(1000, undefined, { ref: false });
  }
}

const bombs = new Map<string, Buffer>();

function bomb(body: string): Buffer {
  const known = bombs.get(body);
  if (known) return known;
  const made = gzipSync(Buffer.concat([Buffer.from(body), Buffer.alloc(BOMB_SIZE, ' ')]));
  bombs.set(body, made);
  return made;
}
