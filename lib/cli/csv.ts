import { stringify } from 'csv-stringify/sync';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliIo } from './io';
import { safe } from './terminal/escape';

/** The columns of a table: the name of each, and its value in a row. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | undefined>>;

/**
 * Writes a table as RFC 4180 has it: a header, CRLF after each row, quotation marks where they are needed. Hidden
 * characters are escaped, so that a row is a line; and a text that a spreadsheet would take for a formula is led by an
 * apostrophe: names and records come from the network.
 */
export async function writeCsv<T>(columns: Columns<T>, rows: AsyncIterable<T>, io: CliIo): Promise<void> {
  const write = (cells: readonly (string | number | undefined)[]): void =>
    void io.stdout.write(
      stringify([cells.map((cell) => (typeof cell === 'string' ? safe(cell) : cell))], {
        escape_formulas: true,
        record_delimiter: 'windows',
      }),
    );
  write(Object.keys(columns));
  for await (const row of rows) write(Object.values(columns).map((value) => value(row)));
}

/** ISO 8601 in UTC. */
export const csvTime = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** `--json` and `--csv`, one of the two. */
export const withFormats = (command: Command): Command =>
  command
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', 'print CSV (RFC 4180), for a spreadsheet');

export interface FormatFlags {
  readonly json?: true;
  readonly csv?: true;
}
