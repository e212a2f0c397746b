import type { AcknowledgementDraft } from '../core/alerting';
import { acknowledged, withdrawn } from '../core/alerting';
import type { Alert } from '../core/model';
import type { AlertStore, Clock } from './ports';
import { untilWritten } from './retry';

export interface AcknowledgeDeps {
  readonly store: Pick<AlertStore, 'alert' | 'writeAlert'>;
  readonly clock: Clock;
}

/** The alert as it is now, or why nothing was done. */
export type Acknowledging = { readonly alert: Alert } | { readonly refused: 'not-found' | 'not-open' };

/**
 * Takes notice of an open alert: it is not told again until the end, or until it gets worse. The same again changes
 * nothing. What the draft says is checked by acknowledgementFaults() before.
 */
export const acknowledgeAlert = (
  id: string,
  draft: AcknowledgementDraft,
  deps: AcknowledgeDeps,
): Promise<Acknowledging> => change(id, deps, (alert, now) => acknowledged(alert, draft, now));

/** Takes an acknowledgement back: reminders go on. Without one it changes nothing. */
export const withdrawAcknowledgement = (id: string, by: string, deps: AcknowledgeDeps): Promise<Acknowledging> =>
  change(id, deps, (alert, now) => withdrawn(alert, by, now));

async function change(
  id: string,
  { store, clock }: AcknowledgeDeps,
  to: (alert: Alert, now: number) => Alert | undefined,
): Promise<Acknowledging> {
  return untilWritten(`The alert ${id}`, async (): Promise<Acknowledging | undefined> => {
    const alert = await store.alert(id);
    if (alert === undefined) return { refused: 'not-found' };
    if (alert.status !== 'open') return { refused: 'not-open' };
    const next = to(alert, clock.now());
    if (next === undefined) return { alert };
    return (await store.writeAlert(next)) === 'written' ? { alert: next } : undefined;
  });
}
