import { createReadStream } from 'node:fs';
import type { CliIo } from './io';
import { safe } from './terminal/escape';

/** An input that cannot be read; the message names it and says what to do. */
export class InputError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path, or give - for standard input.',
  ENOTDIR: 'a part of the path is not a folder. Check the path.',
  EISDIR: 'it is a folder. Give the file in it.',
  EACCES: 'reading it is not permitted. Allow it, or pipe the text in and give -.',
  EPERM: 'reading it is not permitted. Allow it, or pipe the text in and give -.',
};

/**
 * The whole text of a file, or of standard input for `-`, decoded as UTF-8 with a byte order mark left in place.
 * @param limit Most octets taken.
 * @throws InputError when it cannot be read or is longer.
 */
export async function readInput(file: string, io: CliIo, limit: number): Promise<string> {
  const name = file === '-' ? 'standard input' : safe(file);
  try {
    const octets = await readUpTo(file === '-' ? io.stdin : createReadStream(file), limit);
    if (octets === undefined) throw new InputError(`Cannot take ${name}: it is longer than ${limit} octets. Give the right file.`);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`Cannot read ${name}: ${REASONS[code ?? ''] ?? safe(message)}`, { cause: error });
  }
}

/** Leaving the loop early closes the stream. */
async function readUpTo(stream: NodeJS.ReadableStream, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const octets = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += octets.length;
    if (length > limit) return undefined;
    chunks.push(octets);
  }
  return Buffer.concat(chunks);
}
