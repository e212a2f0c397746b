import pLimit from 'p-limit';
import type { AlertMessage, CoverageNotice } from '../core/model';
import type { AlertChannel } from './ports';

/** Alerts reach a channel from the store, or straight from the process while the store fails. */
export type Way = 'stored' | 'direct';

/** A channel that took nothing for so long, at several tries, counts as failing. Milliseconds. */
export const FAILING_AFTER = 3_600_000;

interface Told {
  readonly way: Way;
  readonly isOver: boolean;
}

interface Failing {
  readonly since: number;
  readonly tries: number;
}

/**
 * The channels of one process, for both ways. What a channel took by one way is not sent to it again by the other: an
 * alert that went straight to the channels is marked as sent when the store works again, and is restored once. It
 * remembers that in memory, so a restart may repeat an alert about the monitor itself.
 */
export class ToldOnce {
  private readonly told = new Map<string, Told>();
  private readonly failures = new Map<string, Failing>();
  /** The send under way on each channel: the other way waits for its outcome. */
  private readonly turns = new Map<string, pLimit.Limit>();

  /** @param elapsed milliseconds on a clock that never jumps */
  constructor(
    private readonly channels: readonly AlertChannel[],
    private readonly elapsed: () => number,
  ) {}

  /** The same channels, for what comes this way. */
  by(way: Way): readonly AlertChannel[] {
    return this.channels.map((channel) => ({
      name: channel.name,
      send: (...given: Parameters<AlertChannel['send']>) =>
        this.inTurn(channel.name, () => this.send(way, channel, ...given)),
    }));
  }

  /** Names of the channels that took nothing for an hour, at several tries, whatever the store knows of it. */
  failing(): readonly string[] {
    const isFailing = ({ since, tries }: Failing): boolean => tries > 1 && this.elapsed() - since >= FAILING_AFTER;
    return [...this.failures].filter(([, failing]) => isFailing(failing)).map(([name]) => name);
  }

  /** The store knows that this is over. What it does not send about that, because somebody muted it, keeps nothing back later. */
  isOver(kind: CoverageNotice['kind']): void {
    for (const [key, { way, isOver }] of this.told)
      if (way === 'stored' && !isOver && key.endsWith(` coverage/${kind}`)) this.told.delete(key);
  }

  private inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = this.turns.get(name) ?? pLimit(1);
    this.turns.set(name, turn);
    return turn(work);
  }

  private async send(
    way: Way,
    channel: AlertChannel,
    ...[delivery, signal, directory]: Parameters<AlertChannel['send']>
  ): Promise<void> {
    const messages = delivery.messages.filter((message) => this.isNews(way, channel.name, message));
    try {
      if (messages.length > 0) await channel.send({ ...delivery, messages }, signal, directory);
    } catch (error) {
      const { since = this.elapsed(), tries = 0 } = this.failures.get(channel.name) ?? {};
      this.failures.set(channel.name, { since, tries: tries + 1 });
      throw error;
    }
    if (messages.length > 0) this.failures.delete(channel.name);
    for (const message of delivery.messages) this.note(way, channel.name, message, messages.includes(message));
  }

  private isNews(way: Way, channel: string, message: AlertMessage): boolean {
    const known = this.told.get(keyOf(channel, message));
    if (known === undefined || known.way === way) return true;
    if (message.form === 'resolved') return !known.isOver;
    return message.form === 'coverage' && known.isOver;
  }

  private note(way: Way, channel: string, message: AlertMessage, wasSent: boolean): void {
    if (message.subject !== undefined || !message.alertId.startsWith('coverage/')) return;
    // What was kept back belongs to the store from then on: it outlives this process, and sends the reminders.
    if (!wasSent && way === 'direct') return;
    this.told.set(keyOf(channel, message), { way, isOver: message.form === 'resolved' });
  }
}

/** The alerts about one fault of the monitor, whenever each was opened. */
const keyOf = (channel: string, { alertId }: AlertMessage): string => `${channel} ${alertId.replace(/@\d+$/, '')}`;
