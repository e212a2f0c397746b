import type { AlertPolicy } from '../core/alerting';
import { coverageAlert, coverageRestored, describeAlert } from '../core/alerting';
import type { Alert, CoverageNotice, Notice } from '../core/model';
import type { AlertChannel, Clock } from './ports';
import { RetryLater } from './ports';

const DAY = 86_400_000;
const SEND_DEADLINE = 45_000;
/** A channel that failed is left alone for so long, unless it asked for more. Milliseconds. */
const RETRY_AFTER = 300_000;

export interface DirectAlertsOptions {
  readonly channels: readonly AlertChannel[];
  readonly clock: Clock;
  /** Milliseconds on a clock that never jumps; default: that of the process. */
  readonly elapsed?: () => number;
  /** Ends the sending under way. */
  readonly signal?: AbortSignal;
}

/** Something that is wrong now, or was until lately. */
interface Open {
  alert: Alert;
  /** Who was alerted about it at all. */
  readonly heard: Set<string>;
  /** Who has heard the last notice. */
  toldLast: Set<string>;
  noticedAt: number;
}

/**
 * Alerts about the monitor itself that need no store: they are kept in memory and sent straight to the channels. Each
 * is sent once when it opens, once a day while it lasts, and once when it is over, to those who were alerted. A
 * restart forgets them, and opens them anew if they last.
 */
export class DirectAlerts {
  /** By the id of the alert: of one kind there may be one that is open, and older ones whose end somebody has yet to hear. */
  private readonly known = new Map<string, Open>();
  /** When a channel may be tried again. */
  private readonly pauses = new Map<string, number>();
  private sending: Promise<void> | undefined;
  /** Set when there may be something new since the sending began. */
  private isStale = false;

  constructor(private readonly options: DirectAlertsOptions) {}

  /** What is wrong by now. */
  get kinds(): readonly CoverageNotice['kind'][] {
    return [...this.known.values()]
      .filter(({ alert }) => alert.status === 'open')
      .map(({ alert }) => coverageOf(alert).kind);
  }

  /** Whether there is an alert about this, and it is not over. */
  isOpen(notice: CoverageNotice): boolean {
    return this.openOf(notice) !== undefined;
  }

  /**
   * Sends what is new. Call it again and again: that is also when a channel that failed is tried again. It never
   * rejects, and a call while another sends joins that one, which then sends what is new since.
   * @param notices all that is wrong now; what is no longer among them is over
   */
  note(notices: readonly CoverageNotice[]): Promise<void> {
    this.follow(notices);
    this.isStale = true;
    this.sending ??= this.sendWhatIsNew();
    return this.sending;
  }

  private async sendWhatIsNew(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      await this.sendAll();
    }
    this.sending = undefined;
  }

  private follow(notices: readonly CoverageNotice[]): void {
    const now = this.elapsed();
    for (const notice of notices) {
      const known = this.openOf(notice);
      if (known === undefined) {
        const alert = coverageAlert(notice, this.options.clock.now(), this.policy);
        this.known.set(alert.id, { alert, heard: new Set(), toldLast: new Set(), noticedAt: now });
      } else if (now - known.noticedAt >= DAY) this.next(known, reminded(known.alert, this.options.clock.now()));
    }
    for (const known of this.known.values()) {
      if (known.alert.status !== 'open' || notices.some((notice) => keyOf(notice) === keyOf(coverageOf(known.alert))))
        continue;
      const over = coverageRestored(known.alert, this.options.clock.now(), this.policy);
      if (over !== undefined) this.next(known, over);
    }
  }

  private openOf(notice: CoverageNotice): Open | undefined {
    return [...this.known.values()].find(
      ({ alert }) => alert.status === 'open' && keyOf(coverageOf(alert)) === keyOf(notice),
    );
  }

  private next(known: Open, alert: Alert): void {
    known.alert = alert;
    known.toldLast = new Set();
    known.noticedAt = this.elapsed();
  }

  private async sendAll(): Promise<void> {
    await Promise.all(this.options.channels.map((channel) => this.sendOn(channel)));
    for (const [id, { alert, heard, toldLast, noticedAt }] of this.known) {
      const isHeard = [...heard].every((name) => toldLast.has(name));
      if (alert.status !== 'open' && (isHeard || this.elapsed() - noticedAt >= DAY)) this.known.delete(id);
    }
  }

  private async sendOn(channel: AlertChannel): Promise<void> {
    if (this.elapsed() < (this.pauses.get(channel.name) ?? -Infinity)) return;
    const waiting = [...this.known.values()].filter(
      ({ alert, heard, toldLast }) =>
        !toldLast.has(channel.name) && !isAbout(alert, channel) && (alert.status === 'open' || heard.has(channel.name)),
    );
    if (waiting.length === 0) return;
    const now = this.options.clock.now();
    const messages = waiting.map(({ alert }) => describeAlert(alert, now));
    const id = messages.map(({ noticeId }) => noticeId).join(' ');
    const told = waiting.map((known) => ({ known, toldLast: known.toldLast }));
    try {
      const delivery = { id, channel: channel.name, claimedAt: now, attempts: 1, messages };
      await channel.send(delivery, this.signal());
      for (const { known, toldLast } of told) {
        toldLast.add(channel.name);
        known.heard.add(channel.name);
      }
    } catch (error) {
      const pause = error instanceof RetryLater ? Math.max(error.afterMs, RETRY_AFTER) : RETRY_AFTER;
      this.pauses.set(channel.name, this.elapsed() + pause);
    }
  }

  private signal(): AbortSignal {
    const deadline = AbortSignal.timeout(SEND_DEADLINE);
    return this.options.signal === undefined ? deadline : AbortSignal.any([deadline, this.options.signal]);
  }

  private elapsed(): number {
    return (this.options.elapsed ?? (() => performance.now()))();
  }

  private get policy(): AlertPolicy {
    const never = { critical: DAY, error: DAY, warning: DAY, info: DAY };
    return {
      minimumSeverity: 'info',
      remindAfter: never,
      channels: this.options.channels.map(({ name }) => name),
    };
  }
}

/** One alert for each kind; of channels, one for each. */
const keyOf = ({ kind, detail }: CoverageNotice): string => (kind === 'channel-failing' ? `${kind} ${detail}` : kind);

/** A channel that fails is alerted about on the others. */
function isAbout(alert: Alert, { name }: AlertChannel): boolean {
  const { kind, detail } = coverageOf(alert);
  return kind === 'channel-failing' && detail === name;
}

const coverageOf = ({ cause }: Alert): CoverageNotice => {
  if ('coverage' in cause) return cause.coverage;
  throw new TypeError('an alert about the monitor itself has no other cause');
};

function reminded(alert: Alert, at: number): Alert {
  const [opened] = alert.notices;
  const notice: Notice = {
    ...(opened ?? { channels: [], deliveredTo: [] }),
    id: `${alert.id}#reminder#${alert.notices.length}`,
    form: 'reminder',
    at,
  };
  return { ...alert, notices: [...alert.notices, notice] };
}
