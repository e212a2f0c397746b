import type { TextEvidence, Tries } from '../model';
import { escapeHidden } from '../text/escape';
import type { EvidenceLine } from './entry';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The largest time that a Date can hold (ECMA-262). */
const LAST_TIME = 8.64e15;

/** Foreign texts in a sentence are cut at this length. */
const LONGEST = 200;
const LISTED = 5;

/** `2026-11-23 13:04 UTC`. */
export function utc(time: number): string {
  if (!(Math.abs(time) <= LAST_TIME)) return 'at no time that can be read';
  return `${new Date(time)
    .toISOString()
    .replace(/:\d\d\.\d+Z$/, '')
    .replace('T', ' ')} UTC`;
}

/** A length of time in its largest unit, rounded down: `2 hours`; of less than a second, `less than a second`. */
export function duration(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
    [SECOND, 'second'],
  ];
  const [size, unit] = units.find(([length]) => ms >= length) ?? [];
  return size === undefined || unit === undefined ? 'less than a second' : count(Math.floor(ms / size), unit);
}

export const ago = (time: number, now: number): string =>
  now - time < MINUTE ? 'just now' : `${duration(now - time)} ago`;
export const ahead = (time: number, now: number): string =>
  time - now < MINUTE ? 'within a minute' : `in ${duration(time - now)}`;

export const count = (number: number, singular: string, plural = `${singular}s`): string =>
  `${number} ${number === 1 ? singular : plural}`;

const SMALL = ['no', 'one', 'two', 'three'];

/** `at three tries in 15 s`. */
export const triesInWords = ({ count: tries, overMs }: Tries): string =>
  `at ${SMALL[tries] ?? tries} tries in ${Math.max(1, Math.round(overMs / SECOND))} s`;

/** A foreign text cut, with its line breaks. */
export const boundedLines = (text: string, longest = LONGEST): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/\p{Cs}$/u, '')}…`;

/** A foreign text cut for use within a sentence: it cannot begin a line of its own, as a label with a line feed would (RFC 2181 section 11). */
export const bounded = (text: string, longest = LONGEST): string => escapeHidden(boundedLines(text, longest));

/** `a`, `a and b`, `a, b and 4 more`. */
export function listed(texts: readonly string[], most = LISTED): string {
  const shown = texts.slice(0, texts.length > most ? most : undefined).map((text) => bounded(text));
  const last = texts.length > shown.length ? `${texts.length - shown.length} more` : shown.pop();
  return shown.length === 0 ? (last ?? 'none') : `${shown.join(', ')} and ${last}`;
}

/** The first letter in upper case. */
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** An id for a new STS record, from the time: `20261123130400Z`. */
export const newRecordId = (now: number): string =>
  Math.abs(now) <= LAST_TIME ? new Date(now).toISOString().replace(/\.\d+|[^0-9Z]/g, '') : '1';

/** An evidence line, or none when there is no value. */
export const line = (name: string, value: string | undefined): readonly EvidenceLine[] =>
  value === undefined || value === '' ? [] : [[name, value]];

export const addressesLine = (addresses: readonly string[]): readonly EvidenceLine[] =>
  line(addresses.length === 1 ? 'Address' : 'Addresses', addresses.length === 0 ? '' : listed(addresses, 8));

/** A published text as evidence: the text and each problem in it. */
export const textLines = (name: string, { text, problems }: TextEvidence): readonly EvidenceLine[] => [
  ...line(name, boundedLines(text, 1024)),
  ...problems.map((problem): EvidenceLine => [
    problem.line === undefined ? 'Problem' : `Line ${problem.line}`,
    bounded(problem.message.split('\n')[0] ?? ''),
  ]),
];

/** The same as a clause: the first problem without its advice. */
export const firstProblem = ({ problems }: TextEvidence): string =>
  bounded(problems[0]?.message.split(/[.:] |\n/)[0] ?? 'it cannot be read', 120).replace(/\.$/, '');
