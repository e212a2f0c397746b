import { CommanderError } from 'commander';
import { withoutSecrets } from '../core/text/secret-text';
import { EXIT } from './exit-code';
import { InputError } from './input';
import type { CliIo } from './io';
import { safe } from './terminal/escape';

/** A mistake of the person at the keyboard. The message names the place and the fix; foreign text in it is escaped. */
export class UserError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
  }
}

/** Errors of other parts whose messages are written for a person too; by name, because most commands never load those parts. */
const WRITTEN_FOR_A_PERSON: ReadonlySet<string> = new Set([
  'UserError',
  'StorageError',
  'NewerFormatError',
  'NewerContentError',
  'CorruptItemError',
  'LoopbackError',
  'NotAnExport',
]);

const isForAPerson = (error: unknown): error is Error =>
  error instanceof InputError || (error instanceof Error && WRITTEN_FOR_A_PERSON.has(error.name));

/** Says on standard error what ended the command, and sets the exit code. A stack is shown with MTA_STS_WATCH_DEBUG alone. */
export function tellError(error: unknown, io: CliIo): void {
  // Commander has said it already, and set the code.
  if (error instanceof CommanderError) return;
  const debug = (io.env.MTA_STS_WATCH_DEBUG ?? '') !== '';
  if (isForAPerson(error)) {
    io.stderr.write(`${debug ? (error.stack ?? error.message) : error.message}\n`);
    io.setExitCode(EXIT.usage);
    return;
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  // Nobody wrote these words with care: they may quote an address of the configuration.
  io.stderr.write(
    `This should not have happened: ${safe(withoutSecrets(message))}\n${debug ? safe(withoutSecrets(stack ?? '')).replaceAll('\\n', '\n') : 'MTA_STS_WATCH_DEBUG=1 shows where. Please report it.'}\n`,
  );
  io.setExitCode(EXIT.internal);
}
