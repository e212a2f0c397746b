import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { packMessage, unpackMessage } from '../lib/contract/agent/message';
import type { AgentMessage, AgentResult } from '../lib/contract/agent/message';
import { fromWire, toWire } from '../lib/contract/agent/observation';
import { ENVIRONMENT } from '../lib/contract/environment';
import { MOST_DELIVERIES } from '../lib/contract/queue';
import type { MxHostObservation } from '../lib/core/model';
import { takeInResult } from '../lib/monitor/distributed/result';
import type { PartQueue } from '../lib/monitor/ports';
import { environment, openStore, readSettings } from './shared/deployment';
import { inLog, logged, logger } from './shared/log';
import { diffOptionsOf } from './shared/diff-options';
import { publishing } from './shared/publishing';
import { goOnAfterStrayFaults } from './shared/stray-faults';
import { emitRun } from './shared/telemetry';

goOnAfterStrayFaults();
const settings = readSettings();
const store = openStore(settings);
const queueUrl = environment(ENVIRONMENT.resultQueueUrl);
const sqs = new SQSClient({ maxAttempts: 5 });

const deps = {
  ...publishing(store, settings),
  store,
  inTurn: pLimit(settings.check.concurrency),
  publishedElsewhere: true,
  judge: { expiry: settings.expiryThresholds },
  diff: diffOptionsOf('mx-host', settings),
} as const;

/** Judges what agents saw of MX hosts, and takes it in. What cannot be from an agent that was asked ends as a dead letter. */
export const handler = logged(async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => ({
  batchItemFailures: (await Promise.all(Records.map(hear))).flat(),
}));

async function hear(record: SQSRecord): Promise<readonly SQSBatchItemFailure[]> {
  let message: AgentMessage;
  try {
    message = unpackMessage(record.body);
  } catch (error) {
    return failed(record, error);
  }
  const job = message.type === 'result' ? { run: message.job.runId, part: message.job.part } : {};
  return inLog({ agent: message.agent, ...job }, () =>
    heed(message, record).then(
      () => [],
      (error: unknown) => failed(record, error),
    ),
  );
}

/** The queue gives out again what is named so. */
function failed({ messageId, attributes }: SQSRecord, error: unknown): readonly SQSBatchItemFailure[] {
  logger.error('message of an agent not taken', { messageId, deliveries: attributes.ApproximateReceiveCount, error });
  return [{ itemIdentifier: messageId }];
}

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
      queue: alone(message, observations),
      onError: (target, error) => logger.error('look not taken in', { target: target.name, error }),
    },
  );
  if (isSkipped === true) logger.warn('result skipped: its run was closed', { targets: observations.length });
  else logger.info('result taken in', { targets: observations.length, port25 });
  if (finishedNow) emitRun(run);
}

/** A host whose look could not be taken in is tried by itself, with what was seen of it. */
function alone(result: AgentResult, observations: readonly MxHostObservation[]): PartQueue {
  return {
    async send(parts) {
      const hosts = new Set(parts.flatMap(({ targets }) => targets));
      for (const observation of observations.filter(({ host }) => hosts.has(host))) {
        const message = packMessage({
          ...result,
          sentAt: Date.now(),
          only: observation.host,
          observations: [toWire(observation)],
        });
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message }));
      }
    },
  };
}
