import type { AlertPolicy } from '../../core/alerting';
import type { JudgeOptions } from '../../core/judge';
import type { DiffOptions } from '../../core/diff';
import type { RunRecord, TargetType } from '../../core/model';
import { targetId } from '../../core/model';
import { runId } from '../../contract/schedule';
import type { ScheduleName } from '../../contract/schedule';
import { LeaseWatch } from '../../monitor/lease-watch';
import { monotonic } from '../../monitor/monotonic';
import type { AlertChannel } from '../../monitor/ports';
import { publishPending } from '../../monitor/publish';
import { endHeldAlert } from '../../monitor/removals';
import { runOver } from '../../monitor/run';
import type { Job } from '../../monitor/schedule';
import { runSchedule } from '../../monitor/schedule';
import type { OpenStore } from '../../storage/store';
import type { ObserverMaker } from '../observer';
import type { Screen } from '../terminal/screen';
import { systemClock } from '../terminal/time';
import { alertPeople } from './alert-people';
import { reason } from './failure';
import { SelfNotes } from './self-notes';
import type { SelfWatch } from './self-watch';
import type { ZoneJob } from './zones';
import { readZones } from './zones';
import { runSentence } from './words';

export interface MonitorOptions {
  readonly store: OpenStore;
  /** What has expired is to be deleted by us: DynamoDB does it by itself. */
  readonly sweeps: boolean;
  readonly makeObserver: ObserverMaker;
  readonly channels: readonly AlertChannel[];
  /** Milliseconds between runs. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  readonly concurrency: number;
  readonly canaries: readonly string[];
  readonly policy: AlertPolicy;
  readonly zones?: ZoneJob;
  readonly comparesZones: boolean;
  /** The code of `confirmRemovals`. */
  readonly confirmation: string | undefined;
  readonly judge: Pick<JudgeOptions, 'expiry'>;
  readonly diff: Omit<DiffOptions, 'vantageGood' | 'interval'>;
  readonly screen: Screen;
  readonly selfWatch: SelfWatch;
  readonly signal: AbortSignal;
  /** Called each time that all which was due is done and told; gives what the changing line says until `until`. */
  readonly onSettled: (until: number) => Promise<string>;
}

const NOUNS: Readonly<Record<ScheduleName, string>> = { domains: 'domain', 'mx-hosts': 'MX host' };
const WORK: Readonly<Record<string, string>> = {
  'hosted-zones': 'Reading the hosted zones',
  domains: 'The run over domains',
  'mx-hosts': 'The run over MX hosts',
};
const INTERVALS: Readonly<Record<ScheduleName, (every: MonitorOptions['every']) => number>> = {
  domains: ({ domains }) => domains,
  'mx-hosts': ({ mxHosts }) => mxHosts,
};
const TYPES: Readonly<Record<ScheduleName, TargetType>> = { domains: 'domain', 'mx-hosts': 'mx-host' };

/** So many faults of this program in one run are shown; more would say the same. */
const SHOWN_FAILURES = 3;

/** Watches until the signal: a run of all domains and of all MX hosts at once, and again by schedule; then people are told. */
export async function monitor(options: MonitorOptions): Promise<void> {
  const { store, policy, every, screen, selfWatch, signal } = options;
  const selfNotes = new SelfNotes(options);
  const leases = new LeaseWatch(monotonic);
  await selfNotes.begin();
  await publishPending({ store, clock: systemClock, policy }).catch((error: unknown) =>
    screen.event([`What an earlier run left unpublished could not be published: ${reason(error)}. It is retried.`]),
  );
  const job = (name: ScheduleName, interval: number): Job => ({
    name,
    every: interval,
    run: (time, aborted) => run(name, time, aborted, options),
  });
  const { zones } = options;
  // First, so that what is found is looked at in the first run.
  const first: readonly Job[] =
    zones === undefined
      ? []
      : [{ name: 'hosted-zones', every: zones.every, run: (_time, aborted) => readZones(zones, aborted, options) }];
  await runSchedule([...first, job('domains', every.domains), job('mx-hosts', every.mxHosts)], {
    clock: systemClock,
    monotonic,
    signal,
    tick: () => selfNotes.hasNews,
    onLate: (late) => selfNotes.isLate(late),
    onDone: (done, wasLate) => selfNotes.isDone(done, wasLate),
    onError: (failed, error) => {
      screen.event([
        `${failed === undefined ? 'Telling alerts' : (WORK[failed.name] ?? failed.name)} failed: ${reason(error)}. The next one goes on.`,
      ]);
      // Hosted zones are read from Route 53.
      if (failed !== undefined && failed.name in TYPES) selfWatch.failed('runs', error);
    },
    settle: (until) => selfNotes.noteBefore(() => settle(until, leases, options)),
  });
}

async function run(
  name: ScheduleName,
  time: number,
  signal: AbortSignal,
  { makeObserver, screen, selfWatch, every, diff, ...options }: MonitorOptions,
): Promise<void> {
  const observer = makeObserver();
  if (name === 'domains') await endHeldAlert({ ...options, clock: systemClock });
  let failures = 0;
  const label = `${NOUNS[name]}s`;
  try {
    const finished = await runOver(TYPES[name], runId({ schedule: name, time: new Date(time).toISOString() }), {
      ...options,
      diff: { ...diff, interval: INTERVALS[name](every) },
      clock: systemClock,
      doubt: () => systemClock.doubt,
      observer,
      signal,
      listener: {
        runBegan: ({ planned }) => screen.progress({ label, done: 0, planned }),
        targetDone: (_target, { done, planned }) => screen.progress({ label, done, planned }),
      },
      onError: (target, error) => {
        if (++failures <= SHOWN_FAILURES) screen.event([`The look at ${targetId(target)} failed: ${reason(error)}.`]);
      },
    });
    if (finished !== undefined) selfWatch.finished(name, finished);
    if (finished !== undefined && isWorthALine(finished, every, screen))
      screen.event([runSentence(finished, NOUNS[name])]);
  } finally {
    observer.close();
  }
}

/** A run that everybody saw go on leaves no line, nor one of many a minute; one that took its time, or failed, does. */
function isWorthALine(
  { failed, startedAt, finishedAt = startedAt }: RunRecord,
  every: MonitorOptions['every'],
  { live }: Screen,
): boolean {
  return failed > 0 || finishedAt - startedAt > 10_000 || (!live && every.domains >= 60_000);
}

async function settle(until: number, leases: LeaseWatch, options: MonitorOptions): Promise<number | undefined> {
  const { store, sweeps, screen, onSettled } = options;
  const again = await alertPeople({ ...options, leases });
  if (sweeps && systemClock.mayDelete()) await store.sweepExpired();
  screen.status(await onSettled(systemClock.now() + until - monotonic.now()));
  return again === undefined ? undefined : monotonic.now() + again - systemClock.now();
}
