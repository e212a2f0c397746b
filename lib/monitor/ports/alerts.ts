import type { Alert, AlertMessage } from '../../core/model';
import type { Page, Range, WriteOutcome } from './common';
import type { DirectoryStore } from './directory';

/** Notices of alerts that a channel has claimed to tell in one message. */
export interface Delivery {
  /** The same for the same notices, so that a receiver can drop a repeat: channels send it as idempotency key. */
  readonly id: string;
  readonly channel: string;
  readonly claimedAt: number;
  readonly messages: readonly AlertMessage[];
  /** How often sending was begun; more than 1 on a repeat after a crash or a failure. */
  readonly attempts: number;
  readonly notBefore?: number;
  /** Milliseconds from when `notBefore` was set until then; not set by earlier releases. */
  readonly waitMs?: number;
  /** Somebody is sending it, and has it for `waitMs`; otherwise it waits after a failure. */
  readonly inHand?: boolean;
}

export interface AlertStore {
  alert(id: string): Promise<Alert | undefined>;
  /** Writes `next` if the stored version is still `next.version - 1` (0: not stored). */
  writeAlert(next: Alert): Promise<WriteOutcome>;
  openAlerts(): AsyncIterable<Alert>;
  alerts(range: Range & { readonly status?: Alert['status'] }): Promise<Page<Alert>>;
  /** Alerts with a notice that one of these channels is to tell (`Notice.channels`) and has not told yet. May lag. */
  alertsToTell(channels: readonly string[]): AsyncIterable<Alert>;
  /** The delivery that a channel began and did not finish. */
  unfinishedDelivery(channel: string): Promise<Delivery | undefined>;
  /** Writes it if the channel has no other unfinished one. */
  beginDelivery(delivery: Delivery): Promise<WriteOutcome>;
  /** Sets the attempts and when the next may be made, if the stored attempts are still those of `delivery`. */
  deferDelivery(
    delivery: Delivery,
    next: Required<Pick<Delivery, 'attempts' | 'notBefore' | 'waitMs' | 'inHand'>>,
  ): Promise<WriteOutcome>;
  finishDelivery(delivery: Delivery): Promise<void>;
}

/** Tells people. A rejection means: not told, try again; {@link RetryLater} says when. */
export interface AlertChannel {
  readonly name: string;
  /** @param directory for a channel that names all domains of an alert: the alert has a sample of them */
  send(delivery: Delivery, signal?: AbortSignal, directory?: Pick<DirectoryStore, 'domainsOf'>): Promise<void>;
}

/** Thrown by a channel whose receiver asked to wait. */
export class RetryLater extends Error {
  constructor(
    message: string,
    /** Milliseconds to wait. */
    readonly afterMs: number,
  ) {
    super(message);
    this.name = 'RetryLater';
  }
}
