import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { sendHeartbeat } from '../lib/alerts/heartbeat';
import { deadSubscriptions } from '../lib/alerts/sns/subscriptions';
import { HEARTBEAT } from '../lib/contract/channels';
import { ENVIRONMENT } from '../lib/contract/environment';
import { METRICS, verdictMetric } from '../lib/contract/metrics';
import { scheduleOfRun } from '../lib/contract/schedule';
import type { ExpectedSubscriptions } from '../lib/contract/subscriptions';
import { agentsSeen } from '../lib/monitor/agents';
import { channelsSeen } from '../lib/monitor/channels';
import { noteCoverage } from '../lib/monitor/note-coverage';
import { closeOverdue, overdueSight } from '../lib/monitor/overdue';
import { publishPending } from '../lib/monitor/publish';
import { refreshAlerts } from '../lib/monitor/remind';
import { selfCheck } from '../lib/monitor/self-check';
import { unreadableSight } from '../lib/monitor/unreadable-sight';
import { clock, openStore, readSettings } from './shared/deployment';
import { eachByItself } from './shared/each-by-itself';
import { readSecret } from './shared/secrets';
import { publishing } from './shared/publishing';
import { logged, logger } from './shared/log';
import { emit } from './shared/telemetry';

const settings = readSettings();
const store = openStore(settings);
const deps = publishing(store, settings);
const sns = new SNSClient({});

/** A run may take so long beyond twice its interval before the heartbeat stays away. Milliseconds. */
const LATENESS = 15 * 60_000;
const HEARTBEAT_DEADLINE = 60_000;

/**
 * Publishes what a lost stream record left behind and brings open alerts up to date; emits what the alarms about the
 * monitor itself read, and names in the log what is wrong. One state that cannot be published does not silence the rest.
 */
export const handler = logged(() =>
  eachByItself(catchUp, report, reportUnreadable, reportSubscriptions, reportAgents, reportChannels, beat),
);

async function catchUp(): Promise<void> {
  const leftBehind = await publishPending(deps);
  if (leftBehind > 0) logger.warn('published what the stream left behind', { events: leftBehind });
  await refreshAlerts(deps);
}

/** Set when the runs of each schedule finish in time. */
let isInTime = false;

async function report(): Promise<void> {
  isInTime = false;
  const schedules = [
    { name: 'domains', every: settings.schedule.domains },
    { name: 'mx-hosts', every: settings.schedule.mxHosts },
  ] as const;
  const found = await selfCheck({ store, clock, schedules, scheduleOf: scheduleOfRun });
  const closed = await closeOverdue(found.schedules, schedules, { store, clock });
  if (closed > 0) logger.warn('runs closed as incomplete', { runs: closed });
  await noteCoverage(overdueSight(found.schedules, schedules), { store, at: clock.now(), policy: deps.policy });
  for (const [schedule, { oldestUnchecked, unfinished, unknownShare }] of found.schedules) {
    for (const run of unfinished) logger.warn('run did not finish', { run: run.id, record: run });
    emit(
      {
        ...(unfinished.length > 0 && { [METRICS.runsUnfinished]: unfinished.length }),
        ...(oldestUnchecked !== undefined && {
          [METRICS.oldestUnchecked]: [oldestUnchecked / 1000, 'Seconds'] as const,
        }),
        ...(unknownShare !== undefined && { [METRICS.unknownShare]: [unknownShare * 100, 'Percent'] as const }),
      },
      schedule,
    );
  }
  isInTime = schedules.every(
    ({ name, every }) => (found.schedules.get(name)?.oldestUnchecked ?? 0) <= 2 * every + LATENESS,
  );
  emit({
    ...Object.fromEntries(Object.entries(found.verdicts).map(([verdict, count]) => [verdictMetric(verdict), count])),
    [METRICS.alertsOpen]: found.openAlerts,
    [METRICS.alertsExpiring]: found.expiringAlerts,
  });
}

async function reportUnreadable(): Promise<void> {
  const items = await store.unreadable();
  for (const { key, problem } of items) logger.warn('left out: it cannot be read', { item: key, problem });
  if (items.length > 0) emit({ [METRICS.itemsUnreadable]: items.length });
  await noteCoverage(unreadableSight(items), { store, at: clock.now(), policy: deps.policy });
}

async function reportSubscriptions(): Promise<void> {
  const dead = await deadSubscriptions(
    JSON.parse(process.env[ENVIRONMENT.subscriptions] ?? '[]') as ExpectedSubscriptions[],
    sns,
  );
  for (const subscription of dead) logger.warn('subscription is not alive', { ...subscription });
  if (dead.length > 0) emit({ [METRICS.deadSubscriptions]: dead.length });
}

async function reportAgents(): Promise<void> {
  if (settings.smtpVantage !== 'agent') return;
  const agents = await agentsSeen(store, clock.now());
  for (const agent of agents.silent) logger.warn('agent is silent', { agent });
  const none = agents.heard.length === 0 ? 1 : 0;
  emit({ [METRICS.agentsHeard]: agents.heard.length, [METRICS.agentsSilent]: Math.max(agents.silent.length, none) });
  await noteCoverage(agents, { store, at: clock.now(), policy: deps.policy });
}

/** The notifier's next turn sends what is said here. */
async function reportChannels(): Promise<void> {
  const seen = await channelsSeen(store, settings.channels, clock.now());
  for (const channel of seen.failing) logger.warn('channel has failed for long', { channel });
  const others = settings.channels.filter((name) => !seen.failing.includes(name));
  await noteCoverage(seen, { store, at: clock.now(), policy: { ...deps.policy, channels: others } });
}

/** A sign of life for a watcher outside, who rings when it stays away. A failure disturbs nothing. */
async function beat(): Promise<void> {
  const arn = process.env[HEARTBEAT.secret.variable];
  if (arn === undefined || !isInTime) return;
  try {
    const { url } = await readSecret(arn, HEARTBEAT, new SecretsManagerClient({}));
    await sendHeartbeat(url, AbortSignal.timeout(HEARTBEAT_DEADLINE));
  } catch (error) {
    logger.warn('no heartbeat was sent', { error });
  }
}
