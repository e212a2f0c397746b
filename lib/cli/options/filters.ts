import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES, VERDICTS } from '../../core/model';
import type { Severity, VerdictName } from '../../core/model';
import { FINDING_KINDS } from '../../core/findings';
import { ALERT_KINDS } from '../../core/alerting';
import { nearest } from '../../core/text/nearest';
import { quote } from '../../core/text/quote';
import { EVENT_TYPES } from '../../core/report';

export interface SeverityFlag {
  readonly severity?: Severity;
}

export interface KindFlag {
  readonly kind?: readonly string[];
}

export interface VerdictFlag {
  readonly verdict?: readonly VerdictName[];
}

/** `--severity`: this one and those that are graver. */
export const severityOption = (): Option =>
  new Option('--severity <severity>', 'those of this severity or graver').choices([...SEVERITIES]);

/** `--verdict`, one or several with commas between them. */
export const verdictOption = (what: string): Option =>
  new Option('--verdict <names>', `${what}, with commas between several: ${VERDICTS.join(', ')}`).argParser(
    oneOf(VERDICTS, 'verdict'),
  );

/** `--kind`, one or several with commas between them; of a list with findings, events and alerts in it. */
export const kindOption = (what: string): Option =>
  new Option('--kind <kinds>', `${what}, with commas between several (explain lists them)`).argParser(
    oneOf(ALL_KINDS, 'kind'),
  );

/** One kind that an alert can have. */
export const alertKind = (text: string): string => known(text.trim(), ALERT_KINDS, 'kind');

const ALL_KINDS: readonly string[] = [...new Set([...FINDING_KINDS, ...EVENT_TYPES, ...ALERT_KINDS])];

/** Whether a severity passes the filter. */
export const isAtLeast = (severity: Severity, least: Severity | undefined): boolean =>
  least === undefined || SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);

/** Whether one of the names passes the filter. */
export const isAmong = (names: readonly (string | undefined)[], wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || names.some((name) => name !== undefined && wanted.includes(name));

function oneOf<T extends string>(
  names: readonly T[],
  what: string,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before) => [...(before ?? []), ...text.split(',').map((word) => known(word.trim(), names, what))];
}

function known<T extends string>(word: string, names: readonly T[], what: string): T {
  if ((names as readonly string[]).includes(word)) return word as T;
  const meant = nearest(word, names);
  throw new InvalidArgumentError(
    `There is no ${what} ${quote(word)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  );
}

/** Adds options in order. */
export const withOptions = (command: Command, ...options: readonly Option[]): Command =>
  options.reduce((sum, option) => sum.addOption(option), command);
