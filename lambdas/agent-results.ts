import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { packMessage, unpackMessage } from '../lib/contract/agent/message';
import type { AgentResult } from '../lib/contract/agent/message';
import { fromWire, toWire } from '../lib/contract/agent/observation';
import { ENVIRONMENT } from '../lib/contract/environment';
import { MOST_DELIVERIES } from '../lib/contract/queue';
import type { MxHostObservation } from '../lib/core/model';
import { takeInResult } from '../lib/monitor/distributed/result';
import type { PartQueue } from '../lib/monitor/ports';
import { environment, openStore, readSettings } from './shared/deployment';
import { looksAt } from './shared/looks';
import { publishing } from './shared/publishing';
import { emitRun, logger } from './shared/telemetry';

const settings = readSettings();
const store = openStore(settings);
const queueUrl = environment(ENVIRONMENT.resultQueueUrl);
const sqs = new SQSClient({ maxAttempts: 5 });

const deps = {
  ...publishing(store, settings),
  store,
  inTurn: pLimit(settings.look.concurrency),
  publishedElsewhere: true,
  judge: { expiry: settings.expiryThresholds },
  looks: looksAt('mx-host', settings),
} as const;

/** Judges what agents saw of MX hosts, and takes it in. What cannot be from an agent that was asked ends as a dead letter. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.allSettled(Records.map(hear));
  const batchItemFailures = outcomes.flatMap((outcome, index): SQSBatchItemFailure[] => {
    const record = Records[index];
    if (outcome.status === 'fulfilled' || record === undefined) return [];
    logger.error('message of an agent not taken', {
      message: record.messageId,
      deliveries: record.attributes.ApproximateReceiveCount,
      error: outcome.reason as Error,
    });
    return [{ itemIdentifier: record.messageId }];
  });
  return { batchItemFailures };
}

async function hear({ body, attributes }: SQSRecord): Promise<void> {
  const message = unpackMessage(body);
  // By the clock of SQS: that of the agent may be wrong.
  const at = Number(attributes.SentTimestamp);
  const { agent } = message;
  if (message.type === 'bye') return store.forgetAgent(agent, at);
  if (message.type === 'hello')
    return store.heardAgent({ name: agent, heardAt: at, version: message.version, port25: message.port25 });
  await takeIn(message, at, Number(attributes.ApproximateReceiveCount) >= MOST_DELIVERIES);
}

async function takeIn(message: AgentResult, at: number, isLastTry: boolean): Promise<void> {
  const { agent, job, only, port25, sentAt } = message;
  const observations = message.observations.map((wire): MxHostObservation => ({
    ...fromWire(wire),
    observedAt: at - Math.max(0, sentAt - wire.observedAt),
  }));
  const { run, finishedNow } = await takeInResult(
    { job, port25, observations, ...(only !== undefined && { only }) },
    isLastTry,
    {
      ...deps,
      queue: alone(message, observations),
      onError: (target, error) =>
        logger.error('look not taken in', {
          agent,
          run: job.runId,
          part: job.part,
          target: target.name,
          error: error as Error,
        }),
    },
  );
  logger.info('result taken in', { agent, run: run.id, part: job.part, targets: observations.length, port25 });
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
