import type { TargetState } from '../model';

/**
 * How the counts of checks within a state are kept, in the store and in an export: under the names that earlier
 * releases gave them, because those releases may read the same item. Either name is read.
 */
const KEPT_NAMES: Names = new Map([
  ['checks', 'looks'],
  ['cleanChecks', 'cleanLooks'],
  ['missedChecks', 'missedLooks'],
]);
const NAMES: Names = new Map([...KEPT_NAMES].map(([name, kept]) => [kept, name]));

type Names = ReadonlyMap<string, string>;

/** The parts of a state that hold counts. */
type Counted = Pick<TargetState, 'facts' | 'certificates' | 'findings' | 'unknown'>;

/** A state as it is kept: the names of its counts are those of every release. */
export const keptCounts = <State extends Counted>(state: State): State => renamed(state, KEPT_NAMES);

/** What {@link keptCounts} kept, by this release or an earlier one. */
export const exactCounts = <State extends Counted>(kept: State): State => renamed(kept, NAMES);

function renamed<State extends Counted>(state: State, names: Names): State {
  const one = <T>(value: T): T => withNames(value, names);
  const list = <T>(values: T): T => (Array.isArray(values) ? (values.map(one) as T) : values);
  if (!isGroup(state)) return state;
  const { facts, certificates, findings, unknown } = state;
  const lately = each(isGroup(facts) ? facts.lately : undefined, (fact) =>
    isGroup(fact) && 'others' in fact ? { ...fact, others: list(fact.others) } : fact,
  );
  return {
    ...state,
    facts: lately === undefined ? facts : { ...facts, lately },
    certificates: each(certificates, list),
    findings: each(findings, one),
    unknown: list(unknown),
  };
}

/** Entries in their order, so that a state which did not change is written as the same text. */
const withNames = <T>(value: T, names: Names): T =>
  isGroup(value)
    ? (Object.fromEntries(Object.entries(value).map(([name, held]) => [names.get(name) ?? name, held])) as T)
    : value;

const each = <T>(group: T, change: (value: unknown) => unknown): T =>
  isGroup(group)
    ? (Object.fromEntries(Object.entries(group).map(([name, value]) => [name, change(value)])) as T)
    : group;

/** What is kept may be damaged: anything else than a group is left as it is. */
const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
