import type * as z from 'zod';
import type { Fault, KeyNotes, Parser } from './leaf';
import { leaf, listLeaf } from './leaf';

/** The command-line option that overrides a key. */
export interface SettingOption {
  /** As commander reads it, such as `--timeout <duration>`. */
  readonly flags: string;
  /** What help says, without the default. */
  readonly help: string;
  /** The default in words, where the key has none that can be written. */
  readonly default?: string;
  /** The value that an option without an argument stands for. */
  readonly means?: unknown;
  /** Only for commands that check domains. */
  readonly domainsOnly?: true;
}

type Written = string | number | boolean;

/** A key of the configuration with its option: declared once, read by the file, the command line and the props alike. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Reads a value, or an entry where the setting is a list. */
  readonly parse: Parser<unknown>;
  readonly isList: boolean;
  readonly option: SettingOption;
  /** As one would write it. */
  readonly default?: Written;
}

interface SettingNotes extends Omit<KeyNotes, 'option'> {
  readonly option: SettingOption;
}

const noted = ({ option, ...notes }: SettingNotes): KeyNotes => ({ ...notes, option: option.flags.replace(/ .*/, '') });

/** A setting with a default, given as one would write it. */
export const defaulting = <T>(parse: Parser<T>, written: Written, notes: SettingNotes) => ({
  schema: leaf(parse, noted(notes)).prefault(written),
  parse,
  isList: false,
  option: notes.option,
  default: written,
});

/** A setting that may be left out. */
export const optional = <T>(parse: Parser<T>, notes: SettingNotes) => ({
  schema: leaf(parse, noted(notes)).optional(),
  parse,
  isList: false,
  option: notes.option,
});

/** A list that may be left out; its option may be repeated. `identity` tells when two entries are the same. */
export const optionalList = <T>(
  parse: Parser<T>,
  identity: (value: T) => string,
  notes: SettingNotes,
  whenEmpty?: Fault,
) => ({
  schema: listLeaf(parse, identity, noted(notes), whenEmpty).optional(),
  parse,
  isList: true,
  option: notes.option,
});

/** The keys of these settings, for a group of the schema. */
export const keysOf = <R extends Readonly<Record<string, Setting>>>(
  settings: R,
): { readonly [K in keyof R]: R[K]['schema'] } =>
  Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema])) as {
    readonly [K in keyof R]: R[K]['schema'];
  };
