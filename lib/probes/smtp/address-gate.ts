import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { SmtpStep, StepFailure } from '../../core/model';

/** Between two sessions, milliseconds: a server counts one as open until it has cleared up behind it. */
const BREATH = 20;

/** What those that wait for one address share. */
export interface Lane {
  /** How the latest session ended, if nobody could connect or it was slow to its end. */
  failure?: { readonly at: number; readonly failure: StepFailure<SmtpStep> };
}

/**
 * Lets one at a time in for each key. MX hosts share addresses, by the thousand at large operators, and an operator that
 * sees many connections at a time from one place blocks that place.
 */
export class AddressGate {
  private readonly lanes = new Map<string, Lane & { readonly limit: pLimit.Limit; freeAt: number }>();

  /** Runs the work when its turn has come. The lane is forgotten when nobody is in it. */
  async enter<T>(key: string, work: (lane: Lane) => Promise<T>): Promise<T> {
    let lane = this.lanes.get(key);
    if (lane === undefined) this.lanes.set(key, (lane = { limit: pLimit(1), freeAt: 0 }));
    const { limit } = lane;
    const takeTurn = async (): Promise<T> => {
      const rest = lane.freeAt - performance.now();
      if (rest > 0) await sleep(rest);
      try {
        return await work(lane);
      } finally {
        lane.freeAt = performance.now() + BREATH;
      }
    };
    try {
      return await limit(takeTurn);
    } finally {
      if (limit.activeCount + limit.pendingCount === 0) this.lanes.delete(key);
    }
  }
}

/** The one of this process: two observers contact the same addresses. */
export const processWideGate = new AddressGate();
