import type { SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { unpackMessage } from '../lib/contract/agent/message';
import type { AgentMessage, AgentResult } from '../lib/contract/agent/message';
import { fromWire } from '../lib/contract/agent/observation';
import { ENVIRONMENT } from '../lib/contract/environment';
import { MOST_DELIVERIES } from '../lib/contract/queue';
import type { MxHostObservation } from '../lib/core/model';
import { takeInResult } from '../lib/monitor/distributed/result';
import { ResultQueue } from '../lib/queues/result-queue';
import { takeEach } from './shared/batch';
import { clock, environment, openStore, readSettings } from './shared/deployment';
import type { LogFields } from './shared/log';
import { logged, logger } from './shared/log';
import { diffOptionsOf } from './shared/diff-options';
import { publishing } from './shared/publishing';
import { goOnAfterStrayFaults } from './shared/stray-faults';
import { emitRun } from './shared/telemetry';

goOnAfterStrayFaults();
const settings = readSettings();
const store = openStore(settings);
const results = new ResultQueue(environment(ENVIRONMENT.resultQueueUrl), clock);

const deps = {
  ...publishing(store, settings),
  store,
  inTurn: pLimit(settings.check.concurrency),
  publishedElsewhere: true,
  judge: { expiry: settings.expiryThresholds },
  diff: diffOptionsOf('mx-host', settings),
} as const;

/** Judges what agents saw of MX hosts, and takes it in. What cannot be from an agent that was asked ends as a dead letter. */
export const handler = logged(({ Records }: SQSEvent) =>
  takeEach(Records, { read: unpackMessage, fieldsOf, take: heed, failure: 'message of an agent not taken' }),
);

const fieldsOf = (message: AgentMessage): LogFields => ({
  agent: message.agent,
  ...(message.type === 'result' && { run: message.job.runId, part: message.job.part }),
});

async function heed(message: AgentMessage, { attributes }: SQSRecord): Promise<void> {
  // By the clock of SQS: that of the agent may be wrong.
  const at = Number(attributes.SentTimestamp);
  const { agent } = message;
  if (message.type === 'bye') return store.forgetAgent(agent, at);
  if (message.type === 'hello')
    return store.heardAgent({ name: agent, heardAt: at, version: message.version, port25: message.port25 });
  await takeIn(message, at, Number(attributes.ApproximateReceiveCount) >= MOST_DELIVERIES);
}

async function takeIn(message: AgentResult, at: number, isLastTry: boolean): Promise<void> {
  const { job, only, port25, sentAt } = message;
  const observations = message.observations.map((wire): MxHostObservation => ({
    ...fromWire(wire),
    observedAt: at - Math.max(0, sentAt - wire.observedAt),
  }));
  const { run, finishedNow, isSkipped } = await takeInResult(
    { job, port25, observations, ...(only !== undefined && { only }) },
    isLastTry,
    {
      ...deps,
      queue: results.of(message, observations),
      onError: (target, error) => logger.error('look not taken in', { target: target.name, error }),
    },
  );
  if (isSkipped === true) logger.warn('result skipped: its run was closed', { targets: observations.length });
  else logger.info('result taken in', { targets: observations.length, port25 });
  if (finishedNow) emitRun(run);
}
