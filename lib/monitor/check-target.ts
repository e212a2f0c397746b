import type { JudgeOptions } from '../core/judge';
import { judgeDomain, judgeMxHost } from '../core/judge';
import type { DiffOptions, Check } from '../core/diff';
import { domainCheck, mxHostCheck } from '../core/diff';
import type { CertificateSet, CheckRecord, DomainEntry, Target } from '../core/model';
import { aspectAt } from '../core/model';
import { readDomain, readMxHost } from '../core/reading';
import { isWithoutRoute } from '../core/verdict';
import { checkRecord } from './check-record';
import type { RunCoverage } from './coverage';
import type { Clock, Observer } from './ports';
import type { TakeInDeps, TakenIn } from './take-in';
import { takeIn } from './take-in';

export interface CheckDeps extends TakeInDeps {
  readonly observer: Observer;
  /** Of the run that the look belongs to. */
  readonly runId: string;
  readonly coverage: RunCoverage;
  readonly judge: Pick<JudgeOptions, 'expiry'>;
  readonly diff: Omit<DiffOptions, 'vantageGood'>;
  /** Compares domains with the hosted zones that they were found in. */
  readonly comparesZones?: boolean;
  readonly signal?: AbortSignal;
}

export interface TakenCheck extends TakenIn {
  readonly record: CheckRecord;
  /** Something about the target should have been seen, and was not. */
  readonly isUnknown: boolean;
}

/** A look that was judged and is not remembered yet. */
export interface NewCheck {
  readonly check: Check;
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
export async function checkTarget(
  { type, name }: Target,
  { observer, judge, signal, clock, coverage, comparesZones, store }: CheckDeps,
  entry?: DomainEntry,
): Promise<NewCheck> {
  const began = clock.now();
  const beganInDoubt = isInDoubt(clock);
  const made = () => ({ durationMs: clock.now() - began, datesInDoubt: beganInDoubt || isInDoubt(clock) });
  if (type === 'domain') {
    const zone = comparesZones === true ? (entry ?? (await store.domain(name)))?.zone : undefined;
    const observation = await observer.observeDomain(name, signal, zone);
    const reading = readDomain(observation);
    return {
      check: domainCheck(reading, judgeDomain(reading, judge)),
      certificates: observation.certificates,
      ...made(),
    };
  }
  const observation = await observer.observeMxHost(name, signal, coverage.port25);
  const reading = readMxHost(observation);
  return {
    check: mxHostCheck(reading, judgeMxHost(reading, judge)),
    certificates: observation.certificates,
    ...made(),
  };
}

/**
 * Takes in a look. The line for the history is left to the caller, who has many of them to write at once.
 * @param entry the domain's row, when it is at hand
 * @throws Error when the store fails
 */
export async function takeInCheck(
  { check, certificates, durationMs, datesInDoubt }: NewCheck,
  deps: CheckDeps,
  entry?: DomainEntry,
): Promise<TakenCheck> {
  const { coverage, diff, runId, clock } = deps;
  const vantageGood: DiffOptions['vantageGood'] = (unknown, seenBefore) =>
    coverage.vantageGood(unknown, seenBefore, check);
  const options = { ...diff, vantageGood, datesInDoubt: datesInDoubt || isInDoubt(clock) };
  const taken = await takeIn(check, certificates, options, deps, entry);
  coverage.add(check, 'state' in taken.recorded ? taken.recorded.state : undefined);
  const record = checkRecord(check, { runId, durationMs, verdict: taken.verdict?.name });
  return { ...taken, record, isUnknown: hasGap(check) };
}

const isInDoubt = (clock: Clock): boolean => clock.doubtedSince?.() !== undefined;

/** What the place does not look at by its configuration is no gap, nor are IPv6 addresses out of a place without IPv6, of a host that was seen by IPv4. */
function hasGap({ facts, unknown, judgement }: Check): boolean {
  const isSeen =
    facts.policy !== undefined || (facts.addresses ?? []).some((address) => !unknown.has(aspectAt('smtp', address)));
  return judgement.unknown.some((one) => one.cause !== 'not-observed' && !(isSeen && isWithoutRoute(one)));
}

/**
 * Sets a look aside that nothing came back from, to be taken in when all the others of the run, or of the part of it,
 * are. @returns whether it was set aside
 */
export async function setAside({ check }: NewCheck, { coverage, store }: CheckDeps): Promise<boolean> {
  if (!coverage.isSilent(check)) return false;
  coverage.add(check, await store.readState(check.target));
  return true;
}
