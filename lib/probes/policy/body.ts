import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { codingsOf } from '../../core/mta-sts/content-coding';
import { ProbeFailure } from '../net/failure';
import type { Settle } from '../net/wait';

/** RFC 8461 section 3.3 suggests this bound. */
const LONGEST_BODY = 0x10000;

/** Codings undone, of a hostile header that names hundreds. */
const MOST_CODINGS = 4;

export interface Body {
  readonly octets: Buffer;
  readonly truncated: boolean;
}

/**
 * Reads the body, decoded, to the bound, and not an octet more. No encoding was accepted in the request; one that is
 * used all the same is undone, as HTTP libraries of senders do, with the bound on what comes out of it.
 */
export function readBody(response: IncomingMessage, settle: Settle<Body>): void {
  const { resolve, reject, progress } = settle;
  const chunks: Buffer[] = [];
  let size = 0;
  const decoded = decode(response, settle);
  response.on('aborted', () =>
    reject(new ProbeFailure('closed', 'the connection was closed before the end of the body')),
  );
  response.on('error', reject);
  decoded.on('data', (chunk: Buffer) => {
    progress();
    chunks.push(chunk);
    size += chunk.length;
    if (size <= LONGEST_BODY) return;
    resolve({ octets: Buffer.concat(chunks).subarray(0, LONGEST_BODY), truncated: true });
    decoded.destroy();
  });
  decoded.on('end', () => resolve({ octets: Buffer.concat(chunks), truncated: false }));
}

/** A coding that is not known here ends the decoding: what it hides is named by the judge. */
function decode(response: IncomingMessage, { reject }: Settle<Body>): Readable {
  const codings = codingsOf({ contentEncoding: response.headers['content-encoding'] ?? '' });
  let decoded: Readable = response;
  for (const coding of codings.toReversed().slice(0, MOST_CODINGS)) {
    const decoder = decoderOf(coding);
    if (decoder === undefined) break;
    decoder.on('error', (error: Error) => reject(new ProbeFailure('protocol', `body: ${error.message}`)));
    decoded = decoded.pipe(decoder);
  }
  return decoded;
}

function decoderOf(coding: string): Duplex | undefined {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'deflate') return createInflate();
  return coding === 'br' ? createBrotliDecompress() : undefined;
}
