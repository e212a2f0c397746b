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
  try {
    const octets = await readUpTo(file === '-' ? io.stdin : createReadStream(file), limit);
    if (octets === undefined)
      throw new InputError(`Cannot take ${nameOf(file)}: it is longer than ${limit} octets. Give the right file.`);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets);
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new InputError(`Cannot read ${nameOf(file)}: ${REASONS[code ?? ''] ?? safe(message)}`, { cause: error });
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : safe(file));

/**
 * The lines of a file, or of standard input for `-`, without their ends and a byte order mark; of a line with more
 * characters than `longest` only the number is given. What is held does not grow with the file.
 * @throws InputError when it cannot be read
 */
export async function* readLines(
  file: string,
  io: CliIo,
  longest: number,
): AsyncGenerator<{ readonly number: number; readonly text?: string }, void, undefined> {
  const decoder = new TextDecoder('utf-8');
  let [number, held, isTooLong] = [1, '', false];
  const line = () => ({ number: number++, ...(!isTooLong && { text: held.replace(/\r$/, '') }) });
  try {
    for await (const chunk of file === '-' ? io.stdin : createReadStream(file)) {
      const [rest = '', ...next] = decoder
        .decode(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer), { stream: true })
        .split('\n');
      let piece = rest;
      for (const following of next) {
        held = isTooLong ? '' : held + piece;
        isTooLong ||= held.length > longest;
        yield line();
        [held, isTooLong, piece] = ['', false, following];
      }
      held = isTooLong ? '' : held + piece;
      isTooLong ||= held.length > longest;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (held !== '' || isTooLong) yield line();
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
