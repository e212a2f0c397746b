import type { ParseResult, Problem, ProblemSeverity } from './result';

/** A hostile text can hold tens of thousands of faults; results are stored and shown, so each kind is bounded. */
const SHOWN_PER_KIND = 10;

/** Gathers the problems of one text and draws the verdict from them. */
export class ProblemList<K extends string> {
  private readonly shown: Problem<K>[] = [];
  private readonly counts = new Map<string, { readonly problem: Problem<K>; count: number }>();
  private readonly severities = new Set<ProblemSeverity>();

  add(problem: Problem<K>): void {
    this.severities.add(problem.severity);
    const key = `${problem.severity} ${problem.kind}`;
    const counted = this.counts.get(key);
    if (counted === undefined) this.counts.set(key, { problem, count: 1 });
    else counted.count += 1;
    if ((counted?.count ?? 1) <= SHOWN_PER_KIND) this.shown.push(problem);
  }

  /** The verdict with the problems in the order of the text; `value` is what the text says as far as it is usable. */
  result<T>(value: T | undefined): ParseResult<T, K> {
    const problems = this.inOrder();
    if (this.severities.has('error') || value === undefined) return { verdict: 'invalid', problems };
    return { verdict: this.severities.has('warning') ? 'warn' : 'ok', value, problems };
  }

  private inOrder(): Problem<K>[] {
    const position = (problem: Problem<K>): number => problem.line ?? Infinity;
    const byPlace = (a: Problem<K>, b: Problem<K>): number =>
      position(a) === position(b) ? (a.part?.from ?? Infinity) - (b.part?.from ?? Infinity) || 0 : position(a) - position(b);
    return [...this.shown.sort(byPlace), ...this.leftOut()];
  }

  private leftOut(): Problem<K>[] {
    return [...this.counts.values()]
      .filter(({ count }) => count > SHOWN_PER_KIND)
      .map(({ problem: { kind, severity }, count }) => ({ kind, severity, message: `The same problem occurs ${count - SHOWN_PER_KIND} more times.` }));
  }
}
