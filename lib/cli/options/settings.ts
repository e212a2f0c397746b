import type { Command } from 'commander';
import { Option } from 'commander';
import type * as z from 'zod';
import type { Setting } from '../../config/setting';
import { parsed, repeated } from './parsed';

type Settings = Readonly<Record<string, Setting>>;
type Values<R extends Settings> = { readonly [K in keyof R]?: NonNullable<z.output<R[K]['schema']>> };

/** Adds the options of settings. @param withoutDefault settings that have no default in this command */
export function withOptions<R extends Settings>(
  command: Command,
  settings: R,
  withoutDefault: readonly (keyof R)[] = [],
): Command {
  for (const [key, setting] of Object.entries<Setting>(settings))
    command.addOption(optionOf(setting, !withoutDefault.includes(key)));
  return command;
}

function optionOf({ parse, isList, option, ...setting }: Setting, hasDefault: boolean): Option {
  const { flags, help, means, default: words = setting.default } = option;
  if (means !== undefined) return new Option(flags, help);
  const made = new Option(flags, hasDefault && words !== undefined ? `${help} (default: ${String(words)})` : help);
  return isList ? made.argParser(repeated(parse)) : made.argParser(parsed(parse));
}

/** The settings that were given as options. @param flags the options as commander gives them */
export function settingsGiven<R extends Settings>(settings: R, flags: object): Values<R> {
  const values = flags as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries<Setting>(settings).flatMap(([key, { option }]) => {
      const made = new Option(option.flags);
      const value = values[made.attributeName()];
      if (option.means !== undefined) return value === !made.negate ? [[key, option.means]] : [];
      return value === undefined ? [] : [[key, value]];
    }),
  ) as Values<R>;
}
