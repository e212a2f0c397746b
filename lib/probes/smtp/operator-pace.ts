import { setTimeout as sleep } from 'node:timers/promises';
import type { StepFailure } from '../../core/model';
import type { SmtpStep } from '../../core/model';
import { unlessAborted } from '../net/wait';

export interface PaceOptions {
  /** Sessions that are begun with one operator in a second, at most. */
  readonly perSecond: number;
  /** The first wait after an operator said "not now", milliseconds; default 5 seconds. Each further one doubles it, up to 16 times. */
  readonly backOffMs?: number;
}

type Refusal = StepFailure<SmtpStep> & { readonly replyCode?: number };

interface Lane {
  /** By performance.now(): when the next session may begin. */
  free: number;
  /** How often in a row the operator said "not now". */
  refusals: number;
  refusal?: Refusal;
}

const MOST_DOUBLINGS = 4;
/** Operators that are remembered; those with nothing to remember are let go at this number. */
const MOST_LANES = 5_000;

/**
 * Spaces sessions with the MX hosts of one operator: they stand behind many names and addresses, and see one client. Who
 * says "not now" (421, greylisting) is left alone for a while, and for longer each time.
 */
export class OperatorPace {
  private readonly lanes = new Map<string, Lane>();
  private readonly backOffMs: number;

  constructor(private readonly options: PaceOptions) {
    this.backOffMs = options.backOffMs ?? 5_000;
  }

  /**
   * Waits for the turn of a session with this host.
   * @returns the operator's last "not now", in place of a turn, when it has said so again and again
   * @throws the signal's reason
   */
  async turn(host: string, signal: AbortSignal): Promise<Refusal | undefined> {
    const lane = this.lane(operatorOf(host));
    const now = performance.now();
    if (lane.refusals > 1 && lane.free > now) return lane.refusal;
    const begin = Math.max(now, lane.free);
    lane.free = begin + 1_000 / this.options.perSecond;
    if (begin > now) await unlessAborted(sleep(begin - now), signal);
    return undefined;
  }

  /** Takes note of how a session ended. @returns whether it is worth another try, after the wait */
  note(host: string, failure: Refusal | undefined): boolean {
    const lane = this.lane(operatorOf(host));
    if (failure?.cause !== 'smtp-transient' || (failure.step !== 'greeting' && failure.step !== 'ehlo')) {
      lane.refusals = 0;
      delete lane.refusal;
      return false;
    }
    const wait = this.backOffMs * 2 ** Math.min(lane.refusals, MOST_DOUBLINGS);
    lane.refusals += 1;
    lane.refusal = failure;
    lane.free = Math.max(lane.free, performance.now() + wait);
    return lane.refusals === 1;
  }

  private lane(operator: string): Lane {
    const known = this.lanes.get(operator);
    if (known !== undefined) return known;
    if (this.lanes.size >= MOST_LANES)
      for (const [name, { free, refusals }] of this.lanes)
        if (refusals === 0 && free < performance.now()) this.lanes.delete(name);
    const lane: Lane = { free: 0, refusals: 0 };
    this.lanes.set(operator, lane);
    return lane;
  }
}

/**
 * The domain under which an operator has its MX hosts: the last two labels, or three under names such as `co.uk`. Where
 * that takes two operators for one, both are treated the more gently.
 */
export function operatorOf(host: string): string {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
