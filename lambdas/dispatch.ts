import { TARGETS_PER_JOB } from '../lib/contract/agent/message';
import { ASSETS } from '../lib/contract/assets';
import { ENVIRONMENT } from '../lib/contract/environment';
import { METRICS } from '../lib/contract/metrics';
import { TARGETS_PER_MESSAGE } from '../lib/contract/queue';
import type { DispatchEvent } from '../lib/contract/schedule';
import { dispatchEvent, runId } from '../lib/contract/schedule';
import type { RunRecord } from '../lib/core/model';
import { dispatchRun } from '../lib/monitor/distributed/dispatch';
import { followConfiguration } from '../lib/monitor/follow';
import { sqsPartQueue } from '../lib/queues/part-queue';
import { besideBundle, clock, environment, openStore, readSettings } from './shared/deployment';
import { inLog, logged, logger } from './shared/log';
import { publishing } from './shared/publishing';
import { emit, emitRun } from './shared/telemetry';

const settings = readSettings();
const store = openStore(settings);
const configured = besideBundle<readonly string[]>(ASSETS.domains);

/** Makes a run of a schedule's event; a failure is retried by Lambda with the same event, and so with the same run. */
export const handler = logged(async (raw: unknown): Promise<RunRecord> => {
  const event = dispatchEvent.parse(raw);
  return inLog({ run: runId(event) }, () => start(event));
});

async function start(event: DispatchEvent): Promise<RunRecord> {
  const id = runId(event);
  const type = event.schedule === 'domains' ? 'domain' : 'mx-host';
  if (type === 'domain') {
    const followed = await followConfiguration(
      configured,
      { ...publishing(store, settings), confirmation: settings.confirmRemovals },
      { withZones: settings.route53 !== undefined },
    );
    if (Object.values(followed).some((names) => names > 0))
      logger.info('directory follows the configuration', { ...followed });
  }
  const queue = sqsPartQueue(environment(type === 'domain' ? ENVIRONMENT.domainQueueUrl : ENVIRONMENT.mxHostQueueUrl));
  const toAgents = type === 'mx-host' && settings.smtpVantage === 'agent';
  const { run, sent, finishedNow, skipped } = await dispatchRun(id, type, {
    store,
    queue,
    clock,
    partSize: toAgents ? TARGETS_PER_JOB : TARGETS_PER_MESSAGE[type],
    toAgents,
    ...(event.by === undefined && { turn: turnOf(event) }),
  });
  if (skipped !== undefined) {
    logger.warn('run skipped', { because: skipped });
    emit({ [METRICS.runsSkipped]: 1 }, event.schedule);
    return run;
  }
  logger.info(sent ? 'run dispatched' : 'run was dispatched before', { planned: run.planned });
  if (finishedNow) emitRun(run);
  return run;
}

const turnOf = ({ schedule, time }: DispatchEvent) => ({
  schedule,
  at: Date.parse(time),
  every: schedule === 'domains' ? settings.schedule.domains : settings.schedule.mxHosts,
});
