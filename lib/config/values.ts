import { nearest } from '../core/text/nearest';
import type { Parsed, Parser } from './leaf';
import { shown } from './leaf';

/** A parser of whole numbers from `least` to `most`; `what` names them in messages. */
export function wholeNumber(least: number, most: number, what: string): (raw: unknown) => Parsed<number> {
  return (raw) => {
    const number = typeof raw === 'string' && /^\d{1,9}$/.test(raw.trim()) ? Number(raw) : raw;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
      return { value: number };
    return { fault: `${shown(raw)} is not ${what}`, fix: `Write a whole number from ${least} to ${most}.` };
  };
}

export function parseYesNo(raw: unknown): Parsed<boolean> {
  return typeof raw === 'boolean'
    ? { value: raw }
    : { fault: `${shown(raw)} is neither true nor false`, fix: 'Write true or false, without quotes.' };
}

/** A text that must not be empty; `what` names it, `fix` says what to write. */
export function text(what: string, fix: string): (raw: unknown) => Parsed<string> {
  return (raw) =>
    typeof raw === 'string' && raw.trim() !== ''
      ? { value: raw.trim() }
      : { fault: `${shown(raw)} is not ${what}`, fix };
}

/** A parser of one of a few words. */
export function choice<W extends string>(words: readonly W[]): (raw: unknown) => Parsed<W> {
  return (raw) => {
    const word = words.find((candidate) => candidate === raw);
    if (word !== undefined) return { value: word };
    const meant = typeof raw === 'string' ? nearest(raw, words) : undefined;
    return {
      fault: `${shown(raw)} is none of ${words.join(', ')}`,
      fix: meant === undefined ? 'Write one of these words.' : `Did you mean ${meant}?`,
    };
  };
}

/** A parser of texts of one form; `what` names them, `example` is what to write. */
export const matching =
  (form: RegExp, what: string, example: string): Parser<string> =>
  (raw) => {
    const value = typeof raw === 'string' ? raw.trim() : '';
    return form.test(value) ? { value } : { fault: `this is not ${what}`, fix: `Write it as ${example}.` };
  };
