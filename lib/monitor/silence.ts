import { randomBytes } from 'node:crypto';
import type { SilenceDraft } from '../core/alerting';
import { overFrom } from '../core/alerting';
import { nextVersion } from '../core/model';
import type { Silence } from '../core/model';
import type { Clock, SilenceStore } from './ports';
import { untilWritten } from './retry';

export interface SilenceDeps {
  readonly store: Pick<SilenceStore, 'silence' | 'writeSilence'>;
  readonly clock: Clock;
}

/** Short enough to be typed, long enough not to come twice. */
const newId = (): string => randomBytes(4).toString('hex');

/** Holds alerts back from its beginning on. What the draft says is checked by silenceFaults() before. */
export async function addSilence(
  { purpose, kind, subject, from, until, weekly, reason, by }: SilenceDraft,
  { store, clock }: SilenceDeps,
): Promise<Silence> {
  const at = clock.now();
  return untilWritten('The silence', async () => {
    const silence: Silence = {
      id: newId(),
      version: 1,
      purpose,
      ...(kind !== undefined && { kind }),
      subject,
      from,
      ...(until !== undefined && { until }),
      ...(weekly === true && { weekly }),
      reason,
      by,
      at,
    };
    return (await store.writeSilence(silence)) === 'written' ? silence : undefined;
  });
}

/** The silence as it is now, or why nothing was done. */
export type Lifting = { readonly silence: Silence } | { readonly refused: 'not-found' | 'over' };

/**
 * Ends a silence before its end; it stays on record. What it held back and still stands is told after the next look.
 * One that was lifted before stays as it is.
 */
export async function liftSilence(id: string, by: string, { store, clock }: SilenceDeps): Promise<Lifting> {
  return untilWritten(`The silence ${id}`, async (): Promise<Lifting | undefined> => {
    const silence = await store.silence(id);
    if (silence === undefined) return { refused: 'not-found' };
    if (silence.lifted !== undefined) return { silence };
    const at = clock.now();
    if (overFrom(silence) <= at) return { refused: 'over' };
    const next: Silence = { ...silence, version: nextVersion(silence), lifted: { by, at } };
    return (await store.writeSilence(next)) === 'written' ? { silence: next } : undefined;
  });
}
