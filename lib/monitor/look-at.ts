import type { JudgeOptions } from '../core/checks';
import { judgeDomain, judgeMxHost } from '../core/checks';
import type { DiffOptions, Look } from '../core/diff';
import { domainLook, mxHostLook } from '../core/diff';
import type { CheckRecord, DomainEntry, Target } from '../core/model';
import { checkRecord } from './check-record';
import type { RunCoverage } from './coverage';
import type { Observer } from './ports';
import type { TakeInDeps, TakenIn } from './take-in';
import { takeIn } from './take-in';

export interface LookAtDeps extends TakeInDeps {
  readonly observer: Observer;
  /** Of the run that the look belongs to. */
  readonly runId: string;
  readonly coverage: RunCoverage;
  readonly judge: Pick<JudgeOptions, 'expiry'>;
  readonly looks: Omit<DiffOptions, 'vantageGood'>;
  readonly signal?: AbortSignal;
}

export interface LookedAt extends TakenIn {
  readonly check: CheckRecord;
  /** Something about the target could not be seen. */
  readonly isUnknown: boolean;
}

/**
 * Looks at one target, judges what was seen and takes it in. The line for the history is left to the caller, who has
 * many of them to write at once.
 * @param entry the domain's row, when it is at hand
 * @throws the signal's reason after an abort; Error when the store fails
 */
export async function lookAt(target: Target, deps: LookAtDeps, entry?: DomainEntry): Promise<LookedAt> {
  const { coverage, looks, clock, runId } = deps;
  const began = clock.now();
  const { look, certificates } = await observed(target, deps);
  const durationMs = clock.now() - began;
  const taken = await takeIn(look, certificates, { ...looks, vantageGood: coverage.vantageGood }, deps, entry);
  coverage.add(look, 'state' in taken.recorded ? taken.recorded.state : undefined);
  const check = checkRecord(look, { runId, durationMs, verdict: taken.verdict?.name });
  return { ...taken, check, isUnknown: look.judgement.unknown.length > 0 };
}

async function observed({ type, name }: Target, { observer, judge, signal }: LookAtDeps): Promise<{ readonly look: Look; readonly certificates: Parameters<typeof takeIn>[1] }> {
  if (type === 'domain') {
    const observation = await observer.observeDomain(name, signal);
    return { look: domainLook(observation, judgeDomain(observation, judge)), certificates: observation.certificates };
  }
  const observation = await observer.observeMxHost(name, signal);
  return { look: mxHostLook(observation, judgeMxHost(observation, judge)), certificates: observation.certificates };
}
