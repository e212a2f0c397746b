import * as z from 'zod';
import { quote } from '../core/text/quote';

/** A value as the configuration wants it, or what is wrong with the text and how to write it. */
export type Parsed<T> = { readonly value: T } | Fault;

export interface Fault {
  /** A sentence without its full stop. */
  readonly fault: string;
  /** What to write instead, a sentence. */
  readonly fix: string;
}

export type Parser<T> = (raw: unknown) => Parsed<T>;

/** A value from a program, which needs no reading; no file holds one. Bounds hold for it as well. */
export class Given<T> {
  constructor(readonly value: T) {}
}

export const isFault = (parsed: Parsed<unknown>): parsed is Fault => 'fault' in parsed;

/** What docs/configuration.md says about a key. */
export interface KeyNotes {
  /** What it does, in sentences. */
  readonly about: string;
  /** How a value looks. */
  readonly form: string;
  /** What holds without the key, where that is not a value to write. */
  readonly otherwise?: string;
  /** The name of the key in earlier releases, which is read too; in its group as it is now. */
  readonly formerly?: string;
  /** The command-line option that overrides it. */
  readonly option?: string;
}

/** A key around a parser of ours, so that a file and a command-line option share one set of words. */
export function leaf<T>(parse: Parser<T>, notes: KeyNotes) {
  return z
    .unknown()
    .transform((raw, ctx): T => {
      const parsed = parse(raw);
      if (isFault(parsed)) refuse(ctx, parsed);
      return isFault(parsed) ? z.NEVER : parsed.value;
    })
    .meta({ notes });
}

/** A key that holds a list; `identity` tells when two entries are the same. Every faulty entry is named, and so is a list without any where `whenEmpty` says why. */
export function listLeaf<T>(parse: Parser<T>, identity: (value: T) => string, notes: KeyNotes, whenEmpty?: Fault) {
  return z
    .unknown()
    .transform((raw, ctx): T[] => {
      if (!Array.isArray(raw)) {
        refuse(ctx, {
          fault: `${shown(raw)} is not a list`,
          fix: 'Write one entry a line, each with a hyphen before it.',
        });
        return z.NEVER;
      }
      if (raw.length === 0 && whenEmpty !== undefined) refuse(ctx, whenEmpty);
      const seen = new Map<string, T>();
      raw.forEach((entry, index) => {
        const parsed = entry instanceof Given ? inBounds(entry as Given<T>, parse, identity) : parse(entry);
        if (isFault(parsed)) return refuse(ctx, parsed, [index]);
        const id = identity(parsed.value);
        if (seen.has(id))
          refuse(ctx, { fault: `${id} is in the list already`, fix: 'Delete one of the two.' }, [index]);
        seen.set(id, parsed.value);
      });
      return [...seen.values()];
    })
    .meta({ notes });
}

/** A given value stays as it is; its bounds are those of the text that names it. */
function inBounds<T>({ value }: Given<T>, parse: Parser<T>, identity: (value: T) => string): Parsed<T> {
  const written = parse(identity(value));
  return isFault(written) ? written : { value };
}

function refuse(ctx: z.RefinementCtx, { fault, fix }: Fault, path: number[] = []): void {
  ctx.addIssue({ code: 'custom', message: fault, params: { fix }, path });
}

/** How a wrong value is named in a message. */
export function shown(raw: unknown): string {
  if (typeof raw === 'string') return quote(raw);
  if (raw === undefined || raw === null) return 'nothing';
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : 'a group of keys';
}
