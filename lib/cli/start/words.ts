import { label } from '../../alerts/words';
import { count, duration } from '../../core/findings/words';
import type { AlertMessage, DomainEntry, RunRecord, VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { Followed } from '../../monitor/follow';
import { heldSentence } from '../history/held';
import { safe } from '../terminal/escape';
import { safeLines } from '../terminal/layout';
import type { Colors } from '../terminal/style';
import { severityColor, verdictColor } from '../terminal/verdict';

/** An alert as paragraphs: what happens, whom it hits, what to do. */
export function alertParagraphs(message: AlertMessage, colors: Colors): string[] {
  const paint = message.form === 'resolved' ? colors.green : severityColor(colors, message.severity);
  const hit = message.facts.find(([name]) => name === 'Domains')?.[1];
  return [
    `${paint(label(message).toUpperCase())} ${safeLines(message.headline)}`,
    ...(hit === undefined || message.form === 'resolved' ? [] : [`Domains: ${safe(hit)}`]),
    ...(message.fix === '' ? [] : [colors.dim(safeLines(message.fix))]),
  ];
}

/** `Looked at 13 domains in 2 seconds; of 1 something could not be seen.` */
export function runSentence(
  { done, planned, unknown, failed, skipped = 0, closed, startedAt, finishedAt = startedAt }: RunRecord,
  noun: string,
): string {
  if (closed?.as === 'incomplete')
    return `The run did not finish in two intervals: ${done} of ${count(planned, noun)} checked${skipped === 0 ? '' : `, ${skipped} skipped`}.`;
  const unseen = unknown === 0 ? '' : `; of ${unknown} something could not be seen`;
  const broken = failed === 0 ? '' : `; ${failed} failed by a fault of this program or its storage`;
  return `Looked at ${count(done, noun)} in ${duration(finishedAt - startedAt)}${unseen}${broken}.`;
}

/**
 * How the list of domains differs from that of the last start, and what is held: `+3 −4 domains since the last start.`
 * A first start has nothing to compare with.
 */
export function listChanges(
  { added, removed }: Followed,
  held: readonly DomainEntry[],
  isContinued: boolean,
): readonly string[] {
  const differs = removed > 0 || held.length > 0 || (added > 0 && isContinued);
  const kept = held.length === 0 ? '' : ` (${held.length} more are held)`;
  return [
    ...(differs ? [`+${added} −${removed} domains since the last start${kept}.`] : []),
    ...(held.length === 0 ? [] : [heldSentence(held, undefined)]),
  ];
}

/** `11 protected, 1 testing` */
export function verdictCounts(counts: Readonly<Record<VerdictName, number>>, colors?: Colors): string {
  const parts = VERDICTS.flatMap((verdict) =>
    counts[verdict] === 0
      ? []
      : [`${counts[verdict]} ${colors === undefined ? verdict : verdictColor(colors, verdict)(verdict)}`],
  );
  return parts.join(', ');
}
