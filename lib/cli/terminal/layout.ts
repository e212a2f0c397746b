import wrapAnsi from 'wrap-ansi';
import type { CliOutput } from '../io';
import { safe } from './escape';

/** Narrower than this, labels stand before their text instead of in a column of their own. */
const NARROW = 60;

/** Foreign text of several lines, each escaped. */
export const safeLines = (text: string): string => text.split('\n').map(safe).join('\n');

/** Text within the width of the output, every line indented. Names and records without spaces are cut where they must. */
export function block(text: string, indent: number, output: CliOutput): string {
  const room = Math.max(16, (output.columns ?? Infinity) - indent);
  const lines = room === Infinity ? text : wrapAnsi(text, room, { hard: true });
  return lines.replace(/^(?=.)/gm, ' '.repeat(indent));
}

/** Lines of which those after the first stand further in. */
export function hanging(text: string, indent: number, output: CliOutput): string {
  const [first = '', ...rest] = text.split('\n');
  return [block(first, indent, output), ...rest.map((line) => block(line, indent + 4, output))].join('\n');
}

/** A label and its text, the text in a column of its own where there is room. */
export function labelled(
  label: string,
  text: string,
  { indent, width, output, paint = (plain) => plain }: LabelOptions,
): string {
  if ((output.columns ?? Infinity) < NARROW) return block(`${paint(`${label}:`)} ${text}`, indent, output);
  const column = indent + width + 2;
  return `${' '.repeat(indent)}${paint(label)}${' '.repeat(Math.max(1, width + 2 - label.length))}${block(text, column, output).slice(column)}`;
}

export interface LabelOptions {
  readonly indent: number;
  /** Of the widest label in the column. */
  readonly width: number;
  readonly output: CliOutput;
  readonly paint?: (text: string) => string;
}
