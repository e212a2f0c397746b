import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProbeFailure } from '../net/failure';
import type { Settle } from '../net/wait';

/** RFC 8461 section 3.3 suggests this bound. */
const LONGEST_BODY = 0x10000;

export interface Body {
  readonly octets: Buffer;
  readonly truncated: boolean;
}

/**
 * Reads the body, decoded, to the bound, and not an octet more. No encoding was accepted in the request; one that is
 * used all the same is undone, as HTTP libraries of senders do, with the bound on what comes out of it.
 */
export function readBody(response: IncomingMessage, { resolve, reject, progress }: Settle<Body>): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const decoded = decode(response);
  response.on('aborted', () =>
    reject(new ProbeFailure('closed', 'the connection was closed before the end of the body')),
  );
  response.on('error', reject);
  if (decoded !== response)
    decoded.on('error', (error: Error) => reject(new ProbeFailure('protocol', `body: ${error.message}`)));
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

/** An encoding that nobody knows stays as it is: the policy will not be readable, for senders neither. */
function decode(response: IncomingMessage): Readable {
  const decoder = decoderOf(response.headers['content-encoding']?.trim().toLowerCase());
  return decoder === undefined ? response : response.pipe(decoder);
}

function decoderOf(
  encoding: string | undefined,
): ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress> | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}
