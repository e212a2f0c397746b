import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { packMessage } from '../../../lib/contract/agent/message';
import { domainTarget } from '../../../lib/core/model';
import type { DomainPage, DomainResource, ProblemResource } from '../../../lib/query/resources';
import { overviewSchema } from '../../../lib/query/resources';
import { emulatedUrl, signedGet } from './world/function-url';
import { DENIED, ROUTE53_DENIED, THROTTLED, UNAVAILABLE } from './world/faults';
import { redrive } from './world/fixups';
import type { AlertDocument } from './world/receivers';
import { until } from './world/wait';
import { TestWorld } from './world/world';

/** The tests tell one story, in order. */
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.start();
}, 120_000);
afterAll(async () => world?.stop(), 30_000);

const told = (documents: readonly AlertDocument[]) =>
  documents.map(({ alerts }) =>
    alerts.map(({ form, kind, subject }) => `${form} ${kind} ${subject?.name ?? ''}`.trim()),
  );

/** What the topic and Slack were sent, once both have it. */
async function tellingOf(mark: string): Promise<{ readonly topic: AlertDocument[]; readonly slack: string[] }> {
  const topic: AlertDocument[] = [];
  const before = world.webhook.bodies.length;
  await until(`the alert "${mark}" at the topic and in Slack`, async () => {
    await world.invoke('NotificationNotifyFunction');
    topic.push(...(await world.published()));
    return JSON.stringify(topic).includes(mark) &&
      world.webhook.bodies.slice(before).some((body) => body.includes(mark))
      ? true
      : undefined;
  });
  return { topic, slack: world.webhook.bodies.slice(before) };
}

/** Tells what is left, and says what that was. */
async function nothingMore(): Promise<void> {
  const slack = world.webhook.bodies.length;
  await world.invoke('NotificationNotifyFunction');
  expect(told(await world.published())).toEqual([]);
  expect(world.webhook.bodies.slice(slack)).toEqual([]);
}

test('bootstraps and deploys by the plain CDK command line', async () => {
  await world.deployment.bootstrap();
  await world.deployment.deploy(world.config(world.domains));
  await world.settleIn();
  expect(await world.deployment.outputs()).toMatchObject({
    MtaStsWatchTable: expect.stringMatching(/Table/) as string,
    MtaStsWatchDispatch: expect.any(String) as string,
  });
});

test('a run over the sandbox: every domain is looked at, and remembered in the table', async () => {
  const run = await world.runOf('domains', '2026-01-01T00:00:00Z');
  expect(run).toMatchObject({ planned: world.domains.length, done: world.domains.length, unknown: 0, failed: 0 });
  const { items } = await world.store.checks(domainTarget('steady.example'), {});
  expect(items).toEqual([expect.objectContaining({ runId: run.id, kinds: [] })]);
});

test('then over the MX hosts that the domains named, which the stream has registered', async () => {
  await until('the MX hosts of the domains', async () => {
    const hosts = [];
    for await (const host of world.store.mxHosts()) hosts.push(host);
    return hosts.length >= 7 ? hosts : undefined;
  });
  const run = await world.runOf('mx-hosts', '2026-01-01T00:00:00Z');
  expect(run).toMatchObject({ done: run.planned, unknown: 0, failed: 0 });
  await until('the verdict of a domain whose MX hosts are known', async () =>
    (await world.store.domain('expiring.example'))?.verdict === 'protected' ? true : undefined,
  );
});

test('the query API answers who signs, and nobody else', async () => {
  const { MtaStsWatchQueryUrl: functionUrl = '' } = await world.deployment.outputs();
  const url = emulatedUrl(functionUrl, world.emulator.endpoint);
  expect((await fetch(`${url}/api/overview`)).status).toBe(403);
  const overview = await signedGet(`${url}/api/overview`);
  expect([overview.status, overview.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(overviewSchema.parse(await overview.json())).toMatchObject({
    domains: world.domains.length,
    coverage: { place: expect.stringContaining('AWS Lambda') as string },
  });
  // The stream may still be at work; the document does not change.
  const tag = (await signedGet(`${url}/api/openapi.json`)).headers.get('etag') ?? '';
  expect((await signedGet(`${url}/api/openapi.json`, { 'if-none-match': tag })).status).toBe(304);
  const found = (await (await signedGet(`${url}/api/domains?q=expiring&limit=1`)).json()) as DomainPage;
  expect(found).toMatchObject({ total: 1, items: [{ name: 'expiring.example', verdict: 'protected' }] });
  const view = (await (await signedGet(`${url}/api/domains/expiring.example`)).json()) as DomainResource;
  expect(view.mxHosts).toMatchObject([{ host: 'mx.expiring.example', acceptance: 'accepted' }]);
  expect(await (await signedGet(`${url}/metrics`)).text()).toContain('mta_sts_watch_domains{verdict="protected"}');
  const wrong = await signedGet(`${url}/api/events?kind=nonsense`);
  expect([wrong.status, ((await wrong.json()) as ProblemResource).errors?.[0]?.parameter]).toEqual([400, 'kind']);
});

test('the first look at a healthy world tells nobody anything', nothingMore);

test('a drift is one message at the topic and one in Slack', async () => {
  await world.sandbox.apply({
    domain: 'drifting.example',
    to: { record: ['v=STSv1; id=2;'], policy: { mode: 'testing' } },
  });
  await world.runOf('domains', '2026-01-01T01:00:00Z');
  const { topic, slack } = await tellingOf('drifting.example');
  expect(topic).toHaveLength(1);
  expect(told(topic)[0]).toEqual(['drift policy-body-changed drifting.example']);
  expect(slack).toHaveLength(1);
  await nothingMore();
});

test('a certificate about to expire is one message at the topic and one in Slack', async () => {
  await world.sandbox.apply({ host: 'mx.expiring.example', to: { certificate: { from: -88, until: 1.5 } } });
  await world.runOf('mx-hosts', '2026-01-01T01:00:00Z');
  const { topic, slack } = await tellingOf('mx.expiring.example');
  expect(topic).toHaveLength(1);
  expect(told(topic)[0]).toContain('opened mx-host-certificate-expiring mx.expiring.example');
  expect(slack).toHaveLength(1);
  await nothingMore();
});

test('the same schedule event twice, at the same time, is one run', async () => {
  const time = '2026-01-01T02:00:00Z';
  await Promise.all([world.schedule('domains', time), world.schedule('domains', time)]);
  await world.schedule('domains', time);
  const run = await world.finished(`domains@${time}`);
  expect(run).toMatchObject({ planned: world.domains.length, done: world.domains.length, failed: 0 });
  expect((await world.store.runs({})).items.filter(({ id }) => id === run.id)).toHaveLength(1);
  await nothingMore();
});

test('a worker that dies in the middle of its work: another one does it', async () => {
  const { url } = await world.queue('DomainWorkerQueue');
  await world.hurry(url, 5);
  const writes = world.faults.inject(({ action }) => (action === 'DynamoDB.BatchWriteItem' ? 'silence' : undefined));
  const id = await world.schedule('domains', '2026-01-01T03:00:00Z');
  await writes.untilStruck();
  expect(world.emulator.killFunction(await world.deployment.resource('DomainWorkerHandlerFunction'))).toBeGreaterThan(
    0,
  );
  expect(writes.end()).toBeGreaterThan(0);
  expect(await world.finished(id)).toMatchObject({
    planned: world.domains.length,
    done: world.domains.length,
    failed: 0,
  });
  // A busy machine takes longer than five seconds for a part of the runs that follow: given out thrice, it would be dead.
  await world.hurry(url, 60);
  await nothingMore();
});

test('a table that throttles: the run takes longer, and is whole', async () => {
  let writes = 0;
  const throttling = world.faults.inject(({ action }) =>
    /^DynamoDB\.(BatchWriteItem|PutItem|UpdateItem)$/.test(action) && writes++ % 2 === 0 ? THROTTLED : undefined,
  );
  const run = await world.runOf('domains', '2026-01-01T04:00:00Z');
  expect(throttling.end()).toBeGreaterThan(3);
  expect(run).toMatchObject({ planned: world.domains.length, done: world.domains.length, failed: 0 });
});

test('events that waited for an outage of hours and come at once make one run, and alert nobody', async () => {
  const broken = { domain: 'steady.example', to: { policyHost: { answer: { status: 503, body: '' } } } };
  await world.sandbox.apply(broken);
  const times = ['2026-01-01T04:15:00Z', '2026-01-01T04:30:00Z', '2026-01-01T04:45:00Z'];
  await Promise.all(times.map((time) => world.schedule('domains', time)));
  const runs = await until(
    'one run that is finished and two that are not performed',
    async () => {
      const found = await Promise.all(times.map((time) => world.run(`domains@${time}`)));
      return found.every((run) => run?.finishedAt !== undefined || run?.closed !== undefined) ? found : undefined;
    },
    120,
  );
  expect(runs.filter((run) => run?.closed?.as === 'skipped')).toHaveLength(2);
  expect(runs.find((run) => run?.closed === undefined)).toMatchObject({ done: world.domains.length, failed: 0 });
  // Three checks of one moment would have confirmed what was broken for that moment.
  await nothingMore();
  await world.sandbox.apply({ domain: 'steady.example', to: { policyHost: {} } });
}, 240_000);

test('an SNS that fails delays a message, and neither loses nor repeats it', async () => {
  const slack = world.webhook.bodies.length;
  const failing = world.faults.inject(({ action }) => (action === 'SNS.Publish' ? UNAVAILABLE : undefined));
  await world.sandbox.apply({
    domain: 'drifting.example',
    to: { record: ['v=STSv1; id=3;'], policy: { mode: 'none' } },
  });
  await world.runOf('domains', '2026-01-01T05:00:00Z');
  await until('a failed attempt', async () => {
    await world.invoke('NotificationNotifyFunction');
    return failing.struck > 0 ? true : undefined;
  });
  expect(told(await world.published())).toEqual([]);
  failing.end();
  const documents = await until('the message that was delayed', async () => {
    await world.invoke('NotificationNotifyFunction');
    const documents = await world.published();
    return documents.length > 0 ? documents : undefined;
  });
  expect(documents).toHaveLength(1);
  expect(told(documents)[0]).toEqual(['drift policy-body-changed drifting.example']);
  expect(world.webhook.bodies.slice(slack)).toHaveLength(1);
  await nothingMore();
}, 240_000);

test('a poisoned message and a target that always fails end as dead letters, and stop nothing else; dead letters can be redriven', async () => {
  const work = await world.queue('DomainWorkerQueue');
  const dead = await world.queue('DomainWorkerQueueDeadLettersQueue');
  await world.sqs.send(new PurgeQueueCommand({ QueueUrl: dead.url }));
  // Longer than a part takes on a busy machine: one that is given out twice would leave its failed target twice.
  await world.hurry(work.url, 20);
  await world.sqs.send(new SendMessageCommand({ QueueUrl: work.url, MessageBody: '{"not": "a part of a run"}' }));
  const victim = world.faults.inject(({ action, body }) =>
    /^DynamoDB\.(GetItem|BatchGetItem)$/.test(action) && body.includes('TARGET#domain/steady.example')
      ? DENIED
      : undefined,
  );
  const id = await world.schedule('domains', '2026-01-01T06:00:00Z');
  try {
    expect(await world.finished(id, 150)).toMatchObject({
      planned: world.domains.length,
      done: world.domains.length,
      failed: 1,
    });
    await until('two dead letters', async () => ((await dead.waiting()) === 2 ? true : undefined));
  } finally {
    victim.end();
  }
  const checks = async () =>
    (await world.store.checks(domainTarget('steady.example'), {})).items.filter(({ runId }) => runId === id).length;
  expect(await checks()).toBe(0);
  expect(await redrive(world.sqs, dead, work.url)).toBe(2);
  await until('the look that was missing', async () => ((await checks()) === 1 ? true : undefined));
  await world.hurry(work.url, 6);
  await until('the poison to be back', async () => ((await dead.waiting()) === 1 ? true : undefined), 120);
}, 420_000);

test('the monitor looks at itself', async () => {
  await world.invoke('SelfCheckHandlerFunction');
});

describe('the command line reads it', () => {
  test('status, history, events, domains and alerts', async () => {
    expect(await world.deployment.watch('status')).toContain('drifting.example');
    expect(await world.deployment.watch('history', 'steady.example')).toContain('protected');
    expect(await world.deployment.watch('events')).toContain('drifting.example');
    expect(await world.deployment.watch('domains', 'list', '--json')).toContain('"steady.example"');
    expect(await world.deployment.watch('alerts', 'list')).toContain('mx.expiring.example');
  });

  test('and starts a run', async () => {
    const said = await world.deployment.watch('run', '--wait');
    expect(said).toContain(`${world.domains.length}`);
  });
});

test('domains of hosted zones come, and go with their records; a part that cannot be read is an error, and takes nothing off', async () => {
  const route53 = new Route53Client({ endpoint: world.emulator.endpoint });
  const { HostedZone: zone } = await route53.send(
    new CreateHostedZoneCommand({ Name: 'zoned.example', CallerReference: 'zoned' }),
  );
  const mx = async (Action: 'CREATE' | 'DELETE', name: string) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone?.Id,
        ChangeBatch: {
          Changes: [
            {
              Action,
              ResourceRecordSet: {
                Name: name,
                Type: 'MX',
                TTL: 300,
                ResourceRecords: [{ Value: '10 mx1.mail.example.' }],
              },
            },
          ],
        },
      }),
    );
  const inZones = async () => {
    const found: string[] = [];
    for await (const { name, source, zone: view } of world.store.domains())
      if (source === 'route53') found.push(`${name} of ${view?.zone}`);
    return found;
  };
  await mx('CREATE', 'zoned.example');
  await mx('CREATE', 'lists.zoned.example');
  await mx('CREATE', 'lists.internal.example.zoned.example');
  await world.invoke('HostedZonesHandlerFunction');
  expect(await inZones()).toEqual([
    'lists.internal.example.zoned.example of zoned.example',
    'lists.zoned.example of zoned.example',
    'zoned.example of zoned.example',
  ]);
  await mx('DELETE', 'lists.internal.example.zoned.example');
  const denied = world.faults.inject(({ action }) =>
    /^Route53\.GET hostedzone\/.*\/rrset$/.test(action) ? ROUTE53_DENIED : undefined,
  );
  await expect(world.invoke('HostedZonesHandlerFunction')).rejects.toThrow('could not be read');
  expect(denied.end()).toBe(1);
  expect(await inZones()).toHaveLength(3);
  await world.invoke('HostedZonesHandlerFunction');
  expect(await inZones()).toEqual(['lists.zoned.example of zoned.example', 'zoned.example of zoned.example']);
});

test('a second deployment keeps the data, and follows the configuration', async () => {
  const before = (await world.store.checks(domainTarget('steady.example'), {})).items;
  const [gone = ''] = world.domains;
  await world.deployment.deploy(world.config([...world.domains.slice(1), 'later.example']));
  expect((await world.deployment.outputs()).MtaStsWatchTable).toBe(world.table);
  await world.runOf('domains', '2026-01-01T07:00:00Z');
  expect((await world.store.checks(domainTarget('steady.example'), {})).items).toEqual(expect.arrayContaining(before));
  expect(await world.store.domain('later.example')).toBeDefined();
  expect(await world.store.domain(gone)).toBeUndefined();
});

describe('agents in place of the VPC', () => {
  const VICTIM = 'mx.expiring.example';
  const connections = () =>
    [...world.sandbox.mxStatistics(VICTIM).values()].reduce((sum, { connections: count }) => sum + count, 0);

  test('a deployment hands the MX hosts to them', async () => {
    await nothingMore();
    await world.deployment.deploy(world.config(world.domains, 'agent'));
    expect(await world.deployment.outputs()).toMatchObject({
      MtaStsWatchTable: world.table,
      MtaStsWatchMxHostQueue: expect.stringMatching(/Jobs/) as string,
      MtaStsWatchResultQueue: expect.stringMatching(/Results/) as string,
    });
  });

  test('one is killed in the middle of a job: another one does it, and there is exactly one alert', async () => {
    const jobs = await world.queue('AgentsJobsQueue');
    await world.hurry(jobs.url, 3);
    await world.sandbox.apply({ host: VICTIM, to: { greeting: 'never' } });
    const before = connections();
    const first = world.startAgent('first');
    await first.says('port 25 is open');
    const id = await world.schedule('mx-hosts', '2026-01-01T08:00:00Z');
    await until('the session that the first agent holds', async () => (connections() > before ? true : undefined));
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    expect(first.lines.map(({ message }) => message)).not.toContain('job done');

    await world.sandbox.apply({ host: VICTIM, to: { keywords: ['PIPELINING'] } });
    const second = world.startAgent('second');
    expect(await world.finished(id)).toMatchObject({ planned: expect.any(Number) as number, failed: 0, unknown: 0 });
    expect((await second.says('job done')).run).toBe(id);
    const { topic, slack } = await tellingOf(VICTIM);
    expect(
      told(topic)
        .flat()
        .filter((line) => line.startsWith('opened')),
    ).toEqual([`opened mx-host-starttls-missing ${VICTIM}`]);
    expect(slack).toHaveLength(1);
    await nothingMore();
    expect(await jobs.waiting()).toBe(0);
    expect(await (await world.queue('AgentsResultsDeadLettersQueue')).waiting()).toBe(0);

    expect(await second.end('SIGTERM')).toBe(0);
    await second.says('agent ends');
    await until('the second agent to have taken its leave', async () => {
      const names = [];
      for await (const { name } of world.store.agents()) names.push(name);
      return names.join() === 'first' ? true : undefined;
    });
  }, 240_000);

  test('what nobody asked for is a dead letter, and says nothing about any host', async () => {
    const results = await world.queue('AgentsResultsQueue');
    const dead = await world.queue('AgentsResultsDeadLettersQueue');
    await world.hurry(results.url, 1);
    const job = {
      runId: 'mx-hosts@2026-01-01T08:00:00Z',
      part: '0',
      type: 'mx-host' as const,
      targets: ['mx1.bulk.example'],
    };
    const observations = [
      {
        host: 'mx1.bulk.example',
        observedAt: Date.now(),
        addresses: { state: 'absent' as const, reason: 'no-name' as const },
        endpoints: [],
        certificates: [],
      },
    ];
    await world.sqs.send(
      new SendMessageCommand({
        QueueUrl: results.url,
        MessageBody: packMessage({
          type: 'result',
          agent: 'evil',
          sentAt: Date.now(),
          port25: 'open',
          job,
          observations,
        }),
      }),
    );
    await until('a dead letter', async () => ((await dead.waiting()) === 1 ? true : undefined));
    await nothingMore();
  });
});

test('destroying the stack keeps the table', async () => {
  await world.deployment.destroy();
  const client = new DynamoDBClient({ endpoint: world.emulator.endpoint });
  expect((await client.send(new DescribeTableCommand({ TableName: world.table }))).Table?.TableStatus).toBe('ACTIVE');
  expect((await world.store.checks(domainTarget('steady.example'), {})).items.length).toBeGreaterThan(5);
});
