import type { Correction } from '../model';
import type { ParseResult, Problem, ProblemSeverity } from './result';

/** A hostile text can hold tens of thousands of faults; results are stored and shown, so each kind is bounded. */
const SHOWN_PER_KIND = 10;

/** A problem whose message and correction are made only when they are shown: that takes time, and a flood is not shown. */
export type ToldProblem<K extends string> = Omit<Problem<K>, 'message' | 'correction'> & {
  readonly message: string | (() => string);
  readonly correction?: Correction | (() => Correction);
};

/** Gathers the problems of one text and draws the verdict from them. */
export class ProblemList<K extends string> {
  private readonly shown: Problem<K>[] = [];
  private readonly counts = new Map<string, { readonly kind: K; readonly severity: ProblemSeverity; count: number }>();

  private isReadByMost = true;

  add(problem: ToldProblem<K>): void {
    const { message, correction, ...rest } = problem;
    const { kind, severity, readByMost = false } = rest;
    if (severity === 'error' && !readByMost) this.isReadByMost = false;
    const counted = this.counts.get(`${severity} ${kind}`) ?? { kind, severity, count: 0 };
    counted.count += 1;
    this.counts.set(`${severity} ${kind}`, counted);
    if (counted.count <= SHOWN_PER_KIND)
      this.shown.push({
        ...rest,
        message: typeof message === 'string' ? message : message(),
        ...(correction !== undefined && { correction: typeof correction === 'function' ? correction() : correction }),
      });
  }

  /** The verdict with the problems in the order of the text; `value` is what the text says as far as it is usable. */
  result<T>(value: T | undefined): ParseResult<T, K> {
    const problems = this.inOrder();
    const has = (severity: ProblemSeverity): boolean => problems.some((problem) => problem.severity === severity);
    if (value === undefined) return { verdict: 'invalid', problems };
    if (has('error')) return { verdict: 'invalid', ...(this.isReadByMost && { readAs: value }), problems };
    return { verdict: has('warning') ? 'warn' : 'ok', value, problems };
  }

  private inOrder(): Problem<K>[] {
    const position = (problem: Problem<K>): number => problem.line ?? Infinity;
    const byPlace = (a: Problem<K>, b: Problem<K>): number =>
      position(a) === position(b)
        ? (a.part?.from ?? Infinity) - (b.part?.from ?? Infinity) || 0
        : position(a) - position(b);
    return [...this.shown.sort(byPlace), ...this.leftOut()];
  }

  private leftOut(): Problem<K>[] {
    return [...this.counts.values()]
      .filter(({ count }) => count > SHOWN_PER_KIND)
      .map(({ kind, severity, count }) => ({
        kind,
        severity,
        message: `The same problem occurs ${count - SHOWN_PER_KIND} more times.`,
        correction: { say: `correct the other ${count - SHOWN_PER_KIND} lines with the same problem.` },
      }));
  }
}
