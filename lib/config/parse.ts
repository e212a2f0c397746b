import type { z } from 'zod';
import { nearest } from '../core/text/nearest';
import { escapeHidden } from '../core/text/escape';
import { withoutSecrets } from '../core/text/secret-text';
import { quote } from '../core/text/quote';
import { shown } from './leaf';
import type { ReadText } from './places';
import { formatPath, readYaml, valueAt } from './places';
import type { ConfigProblem } from './problem';
import { keysAt } from './reference';
import { withPresentNames } from './former-names';
import type { Config } from './schema';
import { configSchema } from './schema';
import type { Environment } from './secret';

export type ParsedConfig = { readonly config: Config } | { readonly problems: readonly ConfigProblem[] };

/**
 * Reads a configuration file, YAML or JSON. With any mistake there is no configuration, only all the mistakes, in the
 * order of the file.
 * @param environment Environment variables; without it `${NAME}` is kept as a reference and not looked up.
 */
export function parseConfig(text: string, fileName: string, environment?: Environment): ParsedConfig {
  const read = readYaml(text);
  if (read.faults.length > 0) {
    return {
      problems: read.faults.map((fault) => ({
        file: fileName,
        ...fault,
        fault: escapeHidden(withoutSecrets(fault.fault)),
        fix: 'Mend this first: the file cannot be read as YAML or JSON.',
      })),
    };
  }
  return checked(read, fileName, environment);
}

/**
 * A configuration from a program: durations, and what else has its final form, are {@link Given}; secrets are not
 * looked up. Its problems have no line.
 */
export const checkConfig = (value: unknown): ParsedConfig =>
  checked({ value, faults: [], lineOf: () => 0, lineOfKey: () => 0 }, '', undefined);

function checked(read: ReadText, fileName: string, environment: Environment | undefined): ParsedConfig {
  const schema = configSchema(environment);
  const { value, written, twice } = withPresentNames(read, schema);
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success && twice.length === 0) return { config: parsed.data };
  const problems = (parsed.error?.issues ?? [])
    .flatMap((issue) => problemsOf({ ...issue, path: [...written(issue.path)] }, read))
    .concat(
      twice.map(({ path, former, fault, fix }) => ({ ...placeOf(path, read.lineOfKey(path, former)), fault, fix })),
    )
    .map((problem) => ({ file: fileName, ...problem, fault: faultWithoutSecrets(problem) }));
  return { problems: problems.sort((a, b) => a.line - b.line) };
}

type Placed = Omit<ConfigProblem, 'file'>;

const placeOf = (path: readonly PropertyKey[], line: number): { readonly line: number; readonly key?: string } => ({
  line,
  ...(path.length > 0 && { key: formatPath(path) }),
});

function problemsOf(issue: z.core.$ZodIssue, read: ReadText): Placed[] {
  const place = placeOf(issue.path, read.lineOf(issue.path));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path, read));
  if (issue.code === 'custom')
    return [missing(issue, read, place) ?? { ...place, fault: issue.message, fix: String(issue.params?.fix ?? '') }];
  const value = valueAt(read.value, issue.path);
  return [
    {
      ...place,
      fault: `${shown(value)} stands where a group of keys belongs`,
      fix: `The keys here are ${keysAt(issue.path).join(', ')}.`,
    },
  ];
}

/** The URL of a resolver is where it belongs, and is what the message is about; a user or a query in it is not. */
const faultWithoutSecrets = ({ key, fault }: Placed): string =>
  key?.startsWith('resolvers') && !/:\/\/[^\s"'/]*@|:\/\/[^\s"']*\?/.test(fault) ? fault : withoutSecrets(fault);

/** A required key that is not there is named as that, at the group that lacks it. */
function missing(issue: z.core.$ZodIssue, read: ReadText, place: { line: number }): Placed | undefined {
  const group = valueAt(read.value, issue.path.slice(0, -1));
  const key = issue.path.at(-1);
  if (Array.isArray(group) || typeof group !== 'object' || group === null || key === undefined || key in group)
    return undefined;
  return {
    ...place,
    key: formatPath(issue.path),
    fault: 'this key is missing',
    fix: `Write it in the group ${formatPath(issue.path.slice(0, -1))}.`,
  };
}

function unknownKey(key: string, path: readonly PropertyKey[], read: ReadText): Placed {
  const known = keysAt(path);
  const meant = nearest(key, known);
  const place = placeOf(path, read.lineOfKey(path, key));
  return {
    ...place,
    fault: `there is no key ${quote(key)}`,
    fix: meant === undefined ? `The keys here are ${known.join(', ')}.` : `Did you mean ${meant}?`,
  };
}
