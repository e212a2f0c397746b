import type { Check } from '../../lib/core/diff';
import type { UnknownAspect } from '../../lib/core/model';
import { domainTarget, mxHostTarget, targetId } from '../../lib/core/model';
import { RunCoverage } from '../../lib/monitor/coverage';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import { deliver } from '../../lib/monitor/deliver';
import { publishPending } from '../../lib/monitor/publish';
import { refreshAlerts } from '../../lib/monitor/remind';
import { takeIn } from '../../lib/monitor/take-in';
import { unwatchDomain } from '../../lib/monitor/unwatch';
import type { AlertChannel, Clock } from '../../lib/monitor/ports';
import { checkRecord } from '../../lib/monitor/check-record';
import type { MemoryStore } from '../support/memory-store';
import { certificate } from '../storage/fixtures';
import {
  ADDRESS,
  HOUR,
  DIFF_OPTIONS,
  NOON,
  POLICY,
  body,
  domainCheck,
  hostCheck,
  noStartTls,
  twoRecords,
  unreachable,
} from './stage';

/** What one process of the monitor has: all that a restart makes anew. */
export interface Process {
  readonly store: MemoryStore;
  readonly channel: AlertChannel;
  readonly clock: Clock;
}

type Step = (process: Process) => Promise<void>;

const deps = ({ store, clock }: Process) => ({ store, clock, policy: POLICY });

const take =
  (check: Check): Step =>
  async (process) => {
    const { verdict } = await takeIn(check, { c: certificate('c') }, DIFF_OPTIONS, deps(process));
    await process.store.putChecks([checkRecord(check, { runId: 'run', durationMs: 1, verdict: verdict?.name })]);
  };

/** The end of a run, and the beginning of a process. */
export const settle: Step = async (process) => {
  await publishPending(deps(process));
  await refreshAlerts(deps(process));
  await deliver(process.channel, deps(process));
};

const cover =
  (at: number, ...missing: readonly UnknownAspect[]): Step =>
  async ({ store }) => {
    const coverage = new RunCoverage({ domains: 2, mxHosts: 3 });
    coverage.add(hostCheck('mx1.example.com', at, { missing }), undefined);
    await noteCoverage(coverage, { store, at, policy: POLICY });
  };

const run = (n: number, ...checks: readonly ((at: number) => Check)[]): Step[] => [
  ...checks.map((check, index) => take(check(NOON + n * HOUR + index))),
  settle,
];

/** What happens to two domains and their MX hosts in six runs: faults, drift, expiry of confirmations, a removal. */
export const STORY: readonly Step[] = [
  async ({ store }) => {
    for (const name of ['a.example', 'b.example']) await store.addDomain({ name, source: 'test', addedAt: NOON });
  },
  ...run(
    0,
    (at) => domainCheck('a.example', at),
    (at) => domainCheck('b.example', at, { policy: body('testing'), mx: ['mx1.example.com', 'mx2.example.com'] }),
    (at) => hostCheck('mx1.example.com', at, { findings: [noStartTls()] }),
  ),
  ...run(
    1,
    (at) => domainCheck('a.example', at, { policy: body('testing'), id: '2' }),
    (at) =>
      domainCheck('b.example', at, {
        policy: body('testing'),
        mx: ['mx2.example.com'],
        findings: [twoRecords('b.example')],
      }),
    (at) => hostCheck('mx1.example.com', at),
  ),
  cover(NOON + 2 * HOUR, unreachable('mx1.example.com')),
  ...run(
    2,
    (at) => hostCheck('mx1.example.com', at),
    (at) => hostCheck('mx2.example.com', at, { missing: [unreachable('mx2.example.com')] }),
  ),
  cover(NOON + 3 * HOUR),
  ...run(
    3,
    (at) => hostCheck('mx1.example.com', at),
    (at) => hostCheck('mx2.example.com', at, { missing: [unreachable('mx2.example.com')] }),
    (at) => domainCheck('b.example', at, { policy: body('testing'), mx: ['mx2.example.com'] }),
  ),
  ...run(4, (at) => hostCheck('mx2.example.com', at, { missing: [unreachable('mx2.example.com', ADDRESS)] })),
  async (process) => {
    await unwatchDomain('a.example', deps(process));
  },
  settle,
];

/** Plays the story; when the process dies, another begins as a process begins, and does over what the first was at. */
export async function playStory(begin: () => Process, died: (error: unknown) => boolean): Promise<void> {
  let process = begin();
  for (const step of STORY) {
    for (let before: readonly Step[] = []; ; before = [settle]) {
      try {
        for (const one of [...before, step]) await one(process);
        break;
      } catch (error) {
        if (!died(error)) throw error;
        process = begin();
      }
    }
  }
}

/** What the world looks like afterwards, apart from the times at which verdicts were drawn. */
export async function outcome(store: MemoryStore): Promise<unknown> {
  const targets = [
    domainTarget('a.example'),
    domainTarget('b.example'),
    mxHostTarget('mx1.example.com'),
    mxHostTarget('mx2.example.com'),
  ];
  const states = await store.readStates(targets);
  const events = (await store.events({ limit: 1_000 })).items;
  const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
    const items: T[] = [];
    for await (const item of source) items.push(item);
    return items;
  };
  return {
    states: states.map(
      (state) =>
        state && {
          facts: state.facts,
          findings: state.findings,
          verdict: state.verdict?.name,
          retired: state.retiredAt !== undefined,
          outbox: state.outbox.map(({ id }) => id),
        },
    ),
    // The ids of the others hold the times of looks; these are made when somebody gets to them.
    events: events
      .filter(({ type }) => type !== 'verdict-changed')
      .map(({ id, type, target }) => (type === 'target-removed' ? `${targetId(target)} ${type}` : `${id} ${type}`))
      .sort(),
    verdicts: (await all(store.domains())).map(({ name, verdict }) => [name, verdict]),
    alerts: (await store.alerts({ limit: 1_000 })).items
      .map(({ id, status, severity }) => `${id} ${status} ${severity}`)
      .sort(),
    edges: await Promise.all(['mx1.example.com', 'mx2.example.com'].map(async (host) => all(store.domainsOf(host)))),
    waiting: await all(store.alertsToTell(['pager'])),
  };
}
