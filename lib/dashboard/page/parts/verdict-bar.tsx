import type { VerdictName } from '../../../core/model';
import { VERDICTS } from '../data/verdicts';
import { share } from '../text/words';

/** The share of each verdict as one bar. A picture: the numbers stand beside it. */
export function VerdictBar({
  verdicts,
  notYet,
  total,
}: {
  readonly verdicts: Partial<Readonly<Record<VerdictName, number>>>;
  readonly notYet: number;
  readonly total: number;
}) {
  let at = 0;
  const parts = [
    ...VERDICTS.map((verdict) => [verdict, verdicts[verdict] ?? 0] as const),
    ['not-yet', notYet] as const,
  ].filter(([, n]) => n > 0);
  const shares = atLeast(
    parts.map(([, n]) => share(n, total)),
    0.006,
  );
  return (
    <svg class="verdict-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {parts.map(([verdict], n) => {
        const width = (shares[n] ?? 0) * 1000;
        const x = at;
        at += width;
        return (
          <rect
            key={verdict}
            class={`solid-${verdict}`}
            x={x}
            width={Math.max(1, width - (n < parts.length - 1 ? 2 : 0))}
            height="10"
          />
        );
      })}
    </svg>
  );
}

/** Three domains of 35,000 must not vanish: each part gets at least this share, and the large ones give it. */
function atLeast(shares: readonly number[], least: number): readonly number[] {
  const raised = shares.map((one) => Math.max(one, least));
  const sum = raised.reduce((all, one) => all + one, 0);
  return raised.map((one) => one / sum);
}
