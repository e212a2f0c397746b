import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { count } from '../../core/findings/words';
import { exportHistory } from '../../monitor/archive/export';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { fromOption } from '../options/time';
import { packageVersion } from '../package-version';
import { safe, safeJson } from '../terminal/escape';
import { systemClock } from '../terminal/time';

interface ExportFlags {
  readonly since?: number;
  readonly out?: string;
}

/** `export`: the whole history as NDJSON. */
export function exportCommand(io: CliIo): Command {
  return withHistoryOptions(throughIo(new Command('export'), io))
    .description('write the whole history as NDJSON: domains, looks, changes, alerts and what was seen')
    .addOption(fromOption('leave out looks, changes, runs and closed alerts that are older than'))
    .option('--out <file>', 'write it to a file, which is there when it is whole (default: standard output)')
    .action(({ since, out }: ExportFlags, self: Command) =>
      inHistory(self, io, async ({ store, place }) => {
        const values = exportHistory(
          { store, clock: systemClock },
          { release: packageVersion(), ...(since !== undefined && { since }) },
        );
        if (out === undefined) {
          for await (const value of values) io.stdout.write(`${safeJson(value)}\n`);
          return;
        }
        const lines = await writeWhole(out, values);
        io.stderr.write(`${count(lines - 2, 'item')} of ${place} written to ${safe(out)}.\n`);
      }),
    );
}

/** Writes the lines beside the file, and puts them in its place at the end: who finds it, finds all of it. For its owner alone. */
async function writeWhole(file: string, values: AsyncIterable<object>): Promise<number> {
  const part = `${file}.part`;
  let lines = 0;
  async function* texts(): AsyncGenerator<string> {
    for await (const value of values) {
      lines += 1;
      yield `${safeJson(value)}\n`;
    }
  }
  try {
    await pipeline(Readable.from(texts()), createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const { syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new UserError(`Cannot write ${safe(file)}: ${safe((error as Error).message)}. Give another file.`, {
      cause: error,
    });
  }
  return lines;
}
