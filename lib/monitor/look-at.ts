import type { JudgeOptions } from '../core/checks';
import { judgeDomain, judgeMxHost } from '../core/checks';
import type { DiffOptions, Look } from '../core/diff';
import { domainLook, mxHostLook } from '../core/diff';
import type { CertificateSet, CheckRecord, DomainEntry, Target } from '../core/model';
import { isWithoutRoute } from '../core/verdict';
import { checkRecord } from './check-record';
import type { RunCoverage } from './coverage';
import type { Clock, Observer } from './ports';
import type { TakeInDeps, TakenIn } from './take-in';
import { takeIn } from './take-in';

export interface LookAtDeps extends TakeInDeps {
  readonly observer: Observer;
  /** Of the run that the look belongs to. */
  readonly runId: string;
  readonly coverage: RunCoverage;
  readonly judge: Pick<JudgeOptions, 'expiry'>;
  readonly looks: Omit<DiffOptions, 'vantageGood'>;
  /** Compares domains with the hosted zones that they were found in. */
  readonly comparesZones?: boolean;
  readonly signal?: AbortSignal;
}

export interface LookedAt extends TakenIn {
  readonly check: CheckRecord;
  /** Something about the target should have been seen, and was not. */
  readonly isUnknown: boolean;
}

/** A look that was judged and is not remembered yet. */
export interface Looked {
  readonly look: Look;
  readonly certificates: CertificateSet;
  readonly durationMs: number;
  /** The clock was in doubt when it was made, so it shows no dates. */
  readonly datesInDoubt: boolean;
}

/**
 * Looks at one target, and judges what was seen.
 * @param entry the domain's row, when it is at hand
 * @throws the signal's reason after an abort
 */
export async function lookAt(
  { type, name }: Target,
  { observer, judge, signal, clock, coverage, comparesZones, store }: LookAtDeps,
  entry?: DomainEntry,
): Promise<Looked> {
  const began = clock.now();
  const beganInDoubt = isInDoubt(clock);
  const made = () => ({ durationMs: clock.now() - began, datesInDoubt: beganInDoubt || isInDoubt(clock) });
  if (type === 'domain') {
    const zone = comparesZones === true ? (entry ?? (await store.domain(name)))?.zone : undefined;
    const observation = await observer.observeDomain(name, signal, zone);
    return {
      look: domainLook(observation, judgeDomain(observation, judge)),
      certificates: observation.certificates,
      ...made(),
    };
  }
  const observation = await observer.observeMxHost(name, signal, coverage.port25);
  return {
    look: mxHostLook(observation, judgeMxHost(observation, judge)),
    certificates: observation.certificates,
    ...made(),
  };
}

/**
 * Takes in a look. The line for the history is left to the caller, who has many of them to write at once.
 * @param entry the domain's row, when it is at hand
 * @throws Error when the store fails
 */
export async function takeInLook(
  { look, certificates, durationMs, datesInDoubt }: Looked,
  deps: LookAtDeps,
  entry?: DomainEntry,
): Promise<LookedAt> {
  const { coverage, looks, runId } = deps;
  const vantageGood: DiffOptions['vantageGood'] = (unknown, seenBefore) =>
    coverage.vantageGood(unknown, seenBefore, look);
  const taken = await takeIn(look, certificates, { ...looks, vantageGood, datesInDoubt }, deps, entry);
  coverage.add(look, 'state' in taken.recorded ? taken.recorded.state : undefined);
  const check = checkRecord(look, { runId, durationMs, verdict: taken.verdict?.name });
  return { ...taken, check, isUnknown: hasGap(look) };
}

const isInDoubt = (clock: Clock): boolean => clock.doubtedSince?.() !== undefined;

/** What the place does not look at by its configuration is no gap, nor are IPv6 addresses out of a place without IPv6, of a host that was seen by IPv4. */
function hasGap({ facts, unknown, judgement }: Look): boolean {
  const isSeen =
    facts.policy !== undefined || (facts.addresses ?? []).some((address) => !unknown.has(`smtp:${address}`));
  return judgement.unknown.some((one) => one.cause !== 'not-observed' && !(isSeen && isWithoutRoute(one)));
}

/**
 * Sets a look aside that nothing came back from, to be taken in when all the others of the run, or of the part of it,
 * are. @returns whether it was set aside
 */
export async function setAside({ look }: Looked, { coverage, store }: LookAtDeps): Promise<boolean> {
  if (!coverage.isSilent(look)) return false;
  coverage.add(look, await store.readState(look.target));
  return true;
}
