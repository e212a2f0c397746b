import { Gauge, Registry } from 'prom-client';
import type { DomainEntry, Severity } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { CertificateEnd } from '../../monitor/ports';
import type { Tally } from '../directory/snapshot';
import type { ScheduleResource } from '../resources';

const DAY = 86_400_000;

/** Buckets of the ends of certificates: each counts what has ended, or ends within so many days. */
const WITHIN: readonly (readonly [string, number])[] = [
  ['0d', 0],
  ['1d', DAY],
  ['3d', 3 * DAY],
  ['7d', 7 * DAY],
  ['14d', 14 * DAY],
  ['30d', 30 * DAY],
];
/** The latest of them, milliseconds. */
export const FARTHEST = 30 * DAY;

export const METRICS_TYPE = Registry.OPENMETRICS_CONTENT_TYPE;

export interface Measured {
  readonly tally: Tally;
  readonly mxHosts: number;
  readonly alerts: Readonly<Record<Severity, number>>;
  /** Kinds of the coverage notices that are open. */
  readonly notices: readonly string[];
  readonly ends: AsyncIterable<CertificateEnd>;
  readonly schedules: readonly ScheduleResource[];
  /** Domains to show each by itself. */
  readonly each: readonly DomainEntry[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The state of things in OpenMetrics. How many series there are does not grow with the domains, but for those that
 * were asked for.
 */
export async function openMetrics({
  tally,
  mxHosts,
  alerts,
  notices,
  ends,
  schedules,
  each,
  now,
}: Measured): Promise<string> {
  const registry = new Registry<typeof METRICS_TYPE>();
  registry.setContentType(METRICS_TYPE);
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: `mta_sts_watch_${name}`, help, labelNames, registers: [registry] });

  const domains = gauge('domains', 'Watched domains by verdict.', 'verdict');
  for (const verdict of VERDICTS) domains.set({ verdict }, tally.verdicts[verdict]);
  domains.set({ verdict: 'not-yet' }, tally.notYet);
  gauge('mx_hosts', 'MX hosts that watched domains name.').set(mxHosts);

  const open = gauge('open_alerts', 'Open alerts, one a root cause.', 'severity');
  for (const [severity, count] of Object.entries(alerts)) open.set({ severity }, count);
  const coverage = gauge(
    'coverage_notices',
    'Faults of the look, such as a closed port 25: 1 while there is one of the kind.',
    'kind',
  );
  for (const kind of new Set(notices)) coverage.set({ kind }, 1);

  await expiryGauges(
    gauge(
      'certificates_ending',
      'Hosts that serve a certificate that has ended, or ends within so many days.',
      'role',
      'within',
    ),
    gauge('certificate_end_timestamp_seconds', 'The next end of a certificate.', 'role'),
    ends,
    now,
  );
  runGauges(gauge, schedules);

  if (each.length > 0) {
    const one = gauge('domain_verdict', 'A domain and its verdict: 1.', 'domain', 'verdict');
    for (const { name, verdict } of each) one.set({ domain: name, verdict: verdict ?? 'not-yet' }, 1);
  }
  return registry.metrics();
}

async function expiryGauges(
  ending: Gauge<'role' | 'within'>,
  next: Gauge<'role'>,
  ends: AsyncIterable<CertificateEnd>,
  now: number,
): Promise<void> {
  const roles = { domain: 'policy-host', 'mx-host': 'mx-host' } as const;
  for (const role of Object.values(roles)) for (const [within] of WITHIN) ending.set({ role, within }, 0);
  const seen = new Set<string>();
  for await (const { target, at } of ends) {
    const role = roles[target.type];
    for (const [within, ms] of WITHIN) if (at <= now + ms) ending.inc({ role, within });
    // They come the soonest first.
    if (at > now && !seen.has(role)) {
      seen.add(role);
      next.set({ role }, at / 1000);
    }
  }
}

function runGauges(
  gauge: <Label extends string>(name: string, help: string, ...labelNames: Label[]) => Gauge<Label>,
  schedules: readonly ScheduleResource[],
): void {
  const started = gauge('run_started_timestamp_seconds', 'When the last finished run began.', 'schedule');
  const duration = gauge('run_duration_seconds', 'How long the last finished run took.', 'schedule');
  const targets = gauge(
    'run_targets',
    'Targets of the last finished run: all that it looked at, those of which something could not be seen, and those whose look failed by a fault of the monitor.',
    'schedule',
    'outcome',
  );
  for (const { name: schedule, last } of schedules) {
    if (last === undefined) continue;
    started.set({ schedule }, Date.parse(last.startedAt) / 1000);
    if (last.finishedAt !== undefined)
      duration.set({ schedule }, (Date.parse(last.finishedAt) - Date.parse(last.startedAt)) / 1000);
    targets.set({ schedule, outcome: 'looked-at' }, last.done);
    targets.set({ schedule, outcome: 'unknown' }, last.unknown);
    targets.set({ schedule, outcome: 'failed' }, last.failed);
  }
}
