import { Duration, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { agentStatements } from '../../contract/agent/policy';
import { JOB_TRIES, JOB_VISIBILITY_SECONDS } from '../../contract/agent/message';
import { ENVIRONMENT } from '../../contract/environment';
import { messageStatement } from '../encryption';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import type { Storage } from '../storage';
import { twoIntervals, WorkQueue } from '../work-queue';

export interface AgentVantageProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  /** Invocations at the same time, from 2. */
  readonly maxConcurrency: number;
  /** Between two runs. */
  readonly every: Duration;
}

const RESULTS_AT_ONCE = 5;
const LARGEST_MESSAGE = 1_048_576;

/** The way to agents and back: a queue of jobs that they take, and one of what they saw, which a function judges. */
export class AgentVantage extends Construct {
  /** Jobs: parts of runs over MX hosts. */
  readonly queue: WorkQueue;
  readonly results: WorkQueue;
  /** Judges what agents saw, and takes it in. */
  readonly handler: HandlerFunction;
  /** All that an agent needs. Attach it to the role or user that the agents have. */
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: AgentVantageProps) {
    super(scope, id);
    const { encryptionKey } = props.context;
    this.queue = new WorkQueue(this, 'Jobs', {
      what: 'MX hosts for agents to look at',
      visibilityTimeout: Duration.seconds(JOB_VISIBILITY_SECONDS),
      maxReceiveCount: JOB_TRIES,
      encryptionKey,
      // Jobs of runs that the next one has long made up for are nobody's work any more.
      retentionPeriod: twoIntervals(props.every),
    });
    const timeout = Duration.minutes(3);
    this.results = new WorkQueue(this, 'Results', {
      what: 'what agents saw of MX hosts',
      consumerTimeout: timeout,
      maxMessageSizeBytes: LARGEST_MESSAGE,
      retentionPeriod: twoIntervals(props.every),
      encryptionKey,
    });
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'agent-results',
      description: 'Judges what agents saw of MX hosts',
      timeout,
      memorySize: 512,
      environment: {
        [ENVIRONMENT.table]: props.storage.table.tableName,
        [ENVIRONMENT.resultQueueUrl]: this.results.queue.queueUrl,
      },
    });
    props.storage.grantReadWrite(this.handler.role);
    this.results.grantSend(this.handler.role);
    this.handler.function.addEventSource(
      new SqsEventSource(this.results.queue, {
        batchSize: RESULTS_AT_ONCE,
        reportBatchItemFailures: true,
        maxConcurrency: props.maxConcurrency,
      }),
    );
    const arns = {
      jobQueueArn: this.queue.queue.queueArn,
      resultQueueArn: this.results.queue.queueArn,
      stackArn: Stack.of(this).stackId,
    };
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `${props.context.monitorName}: what an agent may do`,
      statements: [
        ...agentStatements(arns).map((statement) => PolicyStatement.fromJson(statement)),
        ...(encryptionKey === undefined ? [] : [messageStatement(encryptionKey)]),
      ],
    });
  }
}
