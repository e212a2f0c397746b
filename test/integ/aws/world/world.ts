import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ScheduleName } from '../../../../lib/contract/schedule';
import type { RunRecord } from '../../../../lib/core/model';
import type { Sandbox } from '../../../../lib/sandbox';
import { startSandbox } from '../../../../lib/sandbox';
import type { OpenStore } from '../../../../lib/storage/store';
import { openTable } from '../../../../lib/storage/dynamodb';
import { AgentProcess } from './agent';
import { Deployment } from './deployment';
import type { Emulator } from './emulator';
import { CREDENTIALS, freePort, startEmulator } from './emulator';
import type { Faults } from './faults';
import { startFaults } from './faults';
import type { AlertDocument, Webhook } from './receivers';
import { startWebhook, subscribeQueue } from './receivers';
import { until } from './wait';

/** Generated domains: enough for several parts of a run. */
const BULK = { domains: 110, mxHosts: 4 };

/** The small Internet, the small AWS, the monitor deployed there, and who listens to it. */
export class TestWorld {
  private constructor(
    readonly sandbox: Sandbox,
    readonly emulator: Emulator,
    readonly faults: Faults,
    readonly webhook: Webhook,
    readonly deployment: Deployment,
    private readonly caFile: string,
    private readonly folder: string,
  ) {
    const { endpoint } = emulator;
    this.sqs = new SQSClient({ endpoint });
    this.sns = new SNSClient({ endpoint });
    this.lambda = new LambdaClient({ endpoint, maxAttempts: 1 });
  }

  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  private readonly lambda: LambdaClient;
  private readonly agents: AgentProcess[] = [];
  store!: OpenStore;
  table!: string;
  /** The messages at our own queue since it was last asked. */
  published!: () => Promise<AlertDocument[]>;

  static async start(): Promise<TestWorld> {
    const { TEST_AWS_CACHE: cache, TEST_AWS_FOLDER: folder } = process.env;
    if (cache === undefined || folder === undefined) throw new Error('Run this suite by: npm run test:aws');
    Object.assign(process.env, CREDENTIALS);
    mkdirSync(join(folder, 'emulator'));
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const faults = await startFaults(() => endpoint);
    const emulator = await startEmulator({
      cache,
      folder: join(folder, 'emulator'),
      port,
      functionsEndpoint: faults.endpoint,
    });
    const sandbox = await startSandbox({
      domains: [
        { name: 'steady.example', says: 'Nothing happens here.' },
        { name: 'drifting.example', says: 'Will go back from enforce to testing.' },
        { name: 'expiring.example', says: 'Its MX host’s certificate will be about to expire.', hosts: { mx: {} } },
        { name: 'later.example', says: 'Is added by a later deployment.' },
      ],
      bulk: BULK,
    });
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, sandbox.caPem);
    return new TestWorld(
      sandbox,
      emulator,
      faults,
      await startWebhook(),
      new Deployment(endpoint, folder),
      caFile,
      folder,
    );
  }

  get domains(): string[] {
    return [...this.sandbox.bulkDomains(), ...this.sandbox.domains.filter((name) => name !== 'later.example')];
  }

  /** A configuration file as a user would write it for this small Internet. */
  config(domains: readonly string[], smtpVantage = 'vpc'): object {
    const { resolver, httpsPort, smtpPort } = this.sandbox;
    return {
      domains,
      resolvers: [resolver],
      httpsPort,
      smtpPort,
      ca: [this.caFile],
      allowPrivateAddresses: true,
      timeout: '10s',
      route53: { exclude: ['*.internal.example'] },
      alerts: { emails: ['ops@example.com'], slack: { webhookUrl: '${SLACK_WEBHOOK_URL}' } },
      aws: { smtpVantage, queryApi: true },
    };
  }

  /** An agent beside this small Internet. */
  startAgent(name: string): AgentProcess {
    const { resolver, smtpPort } = this.sandbox;
    const config = join(this.folder, `${name}.yaml`);
    const canaries = ['mx1.bulk.example', 'mx2.bulk.example'];
    writeFileSync(
      config,
      JSON.stringify({
        resolvers: [resolver],
        smtpPort,
        ca: [this.caFile],
        allowPrivateAddresses: true,
        timeout: '10s',
        ehlo: 'mta-sts.steady.example',
        canaries,
      }),
    );
    const agent = new AgentProcess(name, config, this.emulator.endpoint, this.folder);
    this.agents.push(agent);
    return agent;
  }

  /** What a person does after the first deployment. */
  async settleIn(): Promise<void> {
    const outputs = await this.deployment.outputs();
    this.table = outputs.MtaStsWatchTable ?? '';
    this.store = openTable({ table: this.table, endpoint: this.emulator.endpoint });
    this.published = await subscribeQueue(outputs.MtaStsWatchAlertTopic ?? '', this.sns, this.sqs);
    await new SecretsManagerClient({ endpoint: this.emulator.endpoint }).send(
      new PutSecretValueCommand({ SecretId: outputs.MtaStsWatchSlackSecret, SecretString: this.webhook.url }),
    );
  }

  /** What EventBridge Scheduler does. @returns the run's id */
  async schedule(schedule: ScheduleName, time: string): Promise<string> {
    await this.invoke('DispatchHandlerFunction', { schedule, time }, 'Event');
    return `${schedule}@${time}`;
  }

  async invoke(name: string, event: object = {}, how: 'Event' | 'RequestResponse' = 'RequestResponse'): Promise<void> {
    const { FunctionError, Payload } = await this.lambda.send(
      new InvokeCommand({
        FunctionName: await this.deployment.resource(name),
        InvocationType: how,
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    if (FunctionError !== undefined) throw new Error(`${name} failed: ${Buffer.from(Payload ?? []).toString('utf8')}`);
  }

  async run(id: string): Promise<RunRecord | undefined> {
    return (await this.store.runs({})).items.find((run) => run.id === id);
  }

  async finished(id: string, seconds = 90): Promise<RunRecord> {
    return until(
      `the end of the run ${id}`,
      async () => {
        const run = await this.run(id);
        return run?.finishedAt === undefined ? undefined : run;
      },
      seconds,
    );
  }

  /** A run of a schedule, from its event to its end. */
  async runOf(schedule: ScheduleName, time: string): Promise<RunRecord> {
    return this.finished(await this.schedule(schedule, time));
  }

  async queue(name: string): Promise<{ readonly url: string; readonly arn: string; waiting(): Promise<number> }> {
    const url = await this.deployment.resource(name);
    const attributes = async () =>
      (await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }))).Attributes ?? {};
    return {
      url,
      arn: (await attributes()).QueueArn ?? '',
      waiting: async () => Number((await attributes()).ApproximateNumberOfMessages),
    };
  }

  /** Shortens the time until a message is given out again, from the half hour that suits a worker on AWS. */
  async hurry(url: string, seconds: number): Promise<void> {
    await this.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: String(seconds) } }),
    );
  }

  async stop(): Promise<void> {
    for (const agent of this.agents) await agent.end('SIGKILL');
    await this.emulator.stop();
    await Promise.all([this.faults.close(), this.webhook.close(), this.sandbox.close()]);
  }
}
