/**
 * Does all the work, one piece after the other: one that fails keeps none of the others from being done.
 * @throws Error the failure, or AggregateError when there are several
 */
export async function eachByItself(...work: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const piece of work) await piece().catch((error: unknown) => failures.push(error));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
}
