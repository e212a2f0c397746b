import { InvalidArgumentError } from 'commander';
import type { Parser } from '../../config/leaf';
import { isFault } from '../../config/leaf';

/** A parser of the configuration as commander takes it, so that an option and its key share their words. */
export function parsed<T>(parse: Parser<T>): (text: string) => T {
  return (text) => {
    const result = parse(text);
    if (isFault(result)) throw new InvalidArgumentError(`${capital(result.fault)}. ${result.fix}`);
    return result.value;
  };
}

/** The same for an option that may be repeated. */
export function repeated<T>(parse: Parser<T>): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before) => [...(before ?? []), parsed(parse)(text)];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
