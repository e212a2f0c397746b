import type { Versioned } from '../core/model';

/** Values of an expression, by the names that stand in it after a colon. */
export type Values = Readonly<Record<string, unknown>>;

/** A condition on the stored item; attribute names begin with `#`, and each `:name` is a key of `values`. */
export interface Condition {
  readonly expression: string;
  readonly values?: Values;
}

export const NEW: Condition = { expression: 'attribute_not_exists(#pk)' };
/** Only what was read before is stored still: see `nextVersion`. */
export const follows = ({ version }: Versioned): Condition => (version === 1 ? NEW : versionIs(version - 1));
export const versionIs = (version: number): Condition => ({ expression: '#version = :was', values: { was: version } });

/** The names in expressions, each of which is `#` and the attribute's own name: so none of them is a reserved word. */
export const names = (...expressions: readonly string[]): Record<string, string> =>
  Object.fromEntries([...expressions.join(' ').matchAll(/#(\w+)/g)].map(([alias, name]) => [alias, name as string]));

export const values = (given: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`:${name}`, value]));

/** The part of a request for a condition, and for the expression beside it. */
export function conditionInput(condition: Condition, expression = '', given: Values = {}) {
  const all = { ...given, ...condition.values };
  return {
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: names(condition.expression, expression),
    ...(Object.keys(all).length > 0 && { ExpressionAttributeValues: values(all) }),
  };
}
