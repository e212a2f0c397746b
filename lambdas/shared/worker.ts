import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { MOST_DELIVERIES, checkMessage } from '../../lib/contract/queue';
import type { EnvironmentName } from '../../lib/contract/environment';
import type { TargetType } from '../../lib/core/model';
import { performPart } from '../../lib/monitor/distributed/part';
import { Places } from '../../lib/monitor/places';
import type { RunPart } from '../../lib/monitor/ports';
import { rememberedHosts } from '../../lib/monitor/standing';
import { KeptProof, provePort25 } from '../../lib/monitor/vantage';
import { monotonic } from '../../lib/monitor/monotonic';
import { sqsPartQueue } from '../../lib/queues/part-queue';
import { takeEach } from './batch';
import { environment, openStore, readSettings } from './deployment';
import { logged, logger } from './log';
import { diffOptionsOf } from './diff-options';
import { deployedObserver } from './observer';
import { publishing } from './publishing';
import { goOnAfterStrayFaults, inTime } from './stray-faults';
import { emitRun } from './telemetry';

/** Milliseconds before the end of the invocation, to write down what was seen by then. */
const RESERVE = 10_000;
/** Milliseconds before the end of the invocation, to name the parts that are not done, so that the others are not given out again. */
const LAST_CALL = 2_000;
/** Milliseconds for which invocations that share a process believe what canaries said of port 25. */
const KEEP_PROOF = 5 * 60_000;

/** A handler of the messages of one work queue: parts of runs, whose targets share the places for looks. */
export function workHandler(
  type: TargetType,
  queueUrl: EnvironmentName,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  goOnAfterStrayFaults();
  const settings = readSettings();
  const { check } = settings;
  const store = openStore(settings);
  const queue = sqsPartQueue(environment(queueUrl));
  const proofs = new KeptProof(monotonic, KEEP_PROOF);

  type Deps = Omit<Parameters<typeof performPart>[2], 'onError'>;

  async function perform(part: RunPart, record: SQSRecord, deps: Deps): Promise<void> {
    if (part.type !== type)
      throw new Error(`A part with targets of the type ${part.type} came to the queue for ${type}.`);
    const isLastTry = Number(record.attributes.ApproximateReceiveCount) >= MOST_DELIVERIES;
    const { run, finishedNow, isSkipped } = await performPart(part, isLastTry, {
      ...deps,
      onError: (target, error) => logger.error('look failed', { target: target.name, error }),
    });
    if (isSkipped === true) logger.warn('part skipped: its run was closed', { targets: part.targets.length });
    else logger.info('part done', { targets: part.targets.length });
    if (finishedNow) emitRun(run);
  }

  return logged(async ({ Records }, context) => {
    // An observer for each invocation: what it remembers of the DNS must not outlive a run.
    const observer = deployedObserver(settings, settings.smtpVantage !== 'none');
    const proof =
      type === 'mx-host' && settings.smtpVantage === 'vpc'
        ? await proofs.get(() => provePort25(check.canaries, observer))
        : undefined;
    if (proof?.port25 === 'closed') logger.warn('port 25 is closed to this worker', { reason: proof.reason });
    const places = new Places({ places: check.concurrency });
    const deps = {
      ...publishing(store, settings),
      observer,
      queue,
      inTurn: <T>(work: () => Promise<T>) => places.take(work),
      readHosts: rememberedHosts(store),
      ...(proof !== undefined && { port25: proof.port25 }),
      publishedElsewhere: true,
      comparesZones: settings.route53 !== undefined,
      judge: { expiry: settings.expiryThresholds },
      diff: diffOptionsOf(type, settings),
      signal: AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - RESERVE)),
    } as const;
    const lastCall = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - LAST_CALL));
    try {
      return await takeEach(Records, {
        read: (body): RunPart => checkMessage.parse(JSON.parse(body)),
        fieldsOf: ({ runId, part }) => ({ run: runId, part }),
        take: (part, record) => inTime(perform(part, record, deps), lastCall),
        failure: 'part failed',
      });
    } finally {
      observer.close();
    }
  });
}
