import type { Fault } from './leaf';
import type { Path, ReadText } from './places';
import { valueAt } from './places';
import { allKeys } from './reference';
import type { configSchema } from './schema';

/** A former name that stands beside the present one. */
export interface NamedTwice extends Fault {
  readonly path: Path;
  readonly former: string;
}

export interface PresentNames {
  readonly value: unknown;
  /** Where a key stands in the text, by its present name. */
  readonly written: (path: Path) => Path;
  readonly twice: readonly NamedTwice[];
}

/**
 * The keys of a text under their present names: a key that was renamed is read under its former name too.
 */
export function withPresentNames(read: ReadText, schema: ReturnType<typeof configSchema>): PresentNames {
  const found = allKeys(schema).flatMap(({ key, formerly }) => {
    const path = key.split('.');
    const group = groupOf(read.value, path);
    return formerly !== undefined && group !== undefined && formerly in group ? [{ path, formerly, group }] : [];
  });
  const twice = found.flatMap(({ path, formerly, group }): NamedTwice[] => {
    const present = path.at(-1) ?? '';
    return present in group
      ? [
          {
            path: path.slice(0, -1),
            former: formerly,
            fault: `${formerly} is the former name of ${present}, which is set too`,
            fix: 'Delete one of the two.',
          },
        ]
      : [];
  });
  if (found.length === 0) return { value: read.value, written: (path) => path, twice };
  const value = found.reduce((whole, { path, formerly }) => renamed(whole, path, formerly), read.value);
  const former = found.filter(({ path, group }) => !((path.at(-1) ?? '') in group));
  const written = (path: Path): Path => {
    const renamed = former.find((one) => one.path.every((step, index) => step === path[index]));
    return renamed === undefined
      ? path
      : [...renamed.path.slice(0, -1), renamed.formerly, ...path.slice(renamed.path.length)];
  };
  return { value, written, twice };
}

/** A copy of the maps along the path, with the key at its end under its present name. */
function renamed(value: unknown, [step = '', ...rest]: readonly string[], formerly: string): unknown {
  const group = { ...(value as Record<string, unknown>) };
  if (rest.length > 0) return { ...group, [step]: renamed(group[step], rest, formerly) };
  const { [formerly]: former, ...others } = group;
  return { [step]: former, ...others };
}

/** The map that a key would stand in, when there is one. */
function groupOf(value: unknown, path: readonly string[]): object | undefined {
  const group = valueAt(value, path.slice(0, -1));
  return typeof group === 'object' && group !== null && !Array.isArray(group) ? group : undefined;
}
