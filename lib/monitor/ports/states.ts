import type { Target, TargetState } from '../../core/model';
import type { Range, WriteOutcome } from './common';

export interface StateStore {
  /** Strongly consistent. */
  readState(target: Target): Promise<TargetState | undefined>;
  /** Strongly consistent, batched; in the order asked. */
  readStates(targets: readonly Target[]): Promise<readonly (TargetState | undefined)[]>;
  /** Writes `next` if the stored version is still `next.version - 1`. */
  writeState(next: TargetState): Promise<WriteOutcome>;
  /** Takes the events off the outbox, whatever else the state became meanwhile: a write, which raises the version. */
  acknowledgeEvents(target: Target, eventIds: readonly string[]): Promise<void>;
  /** Targets whose outbox is not empty, oldest first. May lag: read the state before use. */
  targetsWithOutbox(): AsyncIterable<Target>;
  deleteState(target: Target): Promise<void>;
}

/** A target, and the earliest end of a certificate that it serves, milliseconds since the epoch. */
export interface CertificateEnd {
  readonly target: Target;
  readonly at: number;
}

export interface ExpiryStore {
  /** By what is remembered of each target, the soonest first; both bounds are inclusive. May lag. */
  certificateEnds(range: Pick<Range, 'since' | 'until'>): AsyncIterable<CertificateEnd>;
}
