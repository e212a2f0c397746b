import type { Archived, ArchivedType } from '../../core/model';
import type { Store } from '../ports';
import { FORMAT_VERSION, readLine } from './format';
import { isFromFuture } from '../../core/diff';
import { latestTime, notLater } from './later-than-now';
import { takeOver } from './take-over';

/** A line of the file by its number, from 1; without `text` it is longer than any that an export has. */
export interface NumberedLine {
  readonly number: number;
  readonly text?: string;
}

export interface ImportOptions {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Told of each line that cannot be taken; the others are. */
  readonly onBadLine: (number: number, fault: string) => void;
  /** Told of each line with times later than now, and the latest of them. */
  readonly onFutureLine: (number: number, latest: number) => void;
}

export interface Imported {
  /** How many were read of each type, new here or not. */
  readonly read: Readonly<Partial<Record<ArchivedType, number>>>;
  readonly bad: number;
  /** Lines with times that are later than now. */
  readonly future: number;
  /** The end was there, and as many things as it says. */
  readonly isWhole: boolean;
}

/** The file is no export of this program, or one of a newer release; nothing was taken. */
export class NotAnExport extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotAnExport';
  }
}

/** Written together; what is held does not grow with the file. */
const BATCH = 200;

/**
 * Takes in an export. What is here already, and is newer or as new, stays as it is: so the same file again changes
 * nothing. What was never told is told by the monitor here. What is remembered as of later than now is taken as of now:
 * otherwise nothing newer would count until then.
 * @throws NotAnExport when the first line is no header that this release knows
 */
export async function importHistory(
  lines: AsyncIterable<NumberedLine>,
  { store, now, onBadLine, onFutureLine }: ImportOptions,
): Promise<Imported> {
  const read: Partial<Record<ArchivedType, number>> = {};
  let batch: Archived[] = [];
  let [items, bad, future, hasHeader] = [0, 0, 0, false];
  let promised: number | undefined;
  for await (const { number, text } of lines) {
    if (text?.trim() === '') continue;
    const line = text === undefined ? { fault: 'it is too long' } : readLine(text);
    if (!hasHeader) {
      requireHeader(line);
      hasHeader = true;
    } else if ('fault' in line) {
      bad += 1;
      onBadLine(number, line.fault);
    } else if (line.type === 'end') promised = line.items;
    else if (line.type !== 'header') {
      items += 1;
      read[line.type] = (read[line.type] ?? 0) + 1;
      const latest = latestTime(line);
      if (isFromFuture(latest, now)) {
        future += 1;
        onFutureLine(number, latest);
      }
      batch.push(isFromFuture(latest, now) ? notLater(line, now) : line);
      if (batch.length >= BATCH) {
        await takeOver(batch, store);
        batch = [];
      }
    }
  }
  if (!hasHeader) throw new NotAnExport('The file is empty.');
  await takeOver(batch, store);
  return { read, bad, future, isWhole: promised === items + bad };
}

function requireHeader(line: ReturnType<typeof readLine>): void {
  if ('fault' in line || line.type !== 'header')
    throw new NotAnExport('Its first line is not the header of an export.');
  if (line.schemaVersion > FORMAT_VERSION)
    throw new NotAnExport(
      `It is of format ${line.schemaVersion}, and this release knows formats up to ${FORMAT_VERSION}. Upgrade mta-sts-watch to the release that wrote it, or a newer one.`,
    );
}
