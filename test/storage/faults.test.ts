import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../lib/storage/open';
import { openTable } from '../../lib/storage/dynamodb';
import type { OpenStore } from '../../lib/storage/store';
import { alert, certificate, check, delivery, event, example, mx1, NOON, state } from './fixtures';

type Fault = (
  answer: { readonly status: number; readonly body: string },
  response: ServerResponse,
  sent: string,
) => void;

/** The engine behind a server that does to answers what networks and DynamoDB do. */
describe('the store over a network with faults', () => {
  let dir: string;
  let direct: OpenStore;
  let store: OpenStore;
  let server: Server;
  /** Faults for the next answers of an operation, in order. */
  const faults: { readonly operation: string; readonly fault: Fault }[] = [];
  const asked: string[] = [];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'faults-'));
    direct = await openStore({ embedded: { dir } });
    const { socket } = JSON.parse(readFileSync(join(dir, 'run', 'engine.json'), 'utf8')) as { socket: string };
    server = createServer((incoming, response) => {
      const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
      asked.push(operation);
      void (async () => {
        const sent = await text(incoming);
        const answer = await forward(socket, incoming.headers, sent);
        const next = faults.findIndex((one) => one.operation === operation);
        const [found] = next < 0 ? [] : faults.splice(next, 1);
        if (found) found.fault(answer, response, sent);
        else response.writeHead(answer.status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(answer.body);
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    store = openTable({
      table: 'mta-sts-watch',
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
  });
  afterEach(async () => {
    const unused = faults.splice(0);
    asked.splice(0);
    await store.close();
    server.closeAllConnections();
    server.close();
    await direct.close();
    rmSync(dir, { recursive: true });
    expect(unused).toEqual([]);
  });

  const lost: Fault = (_answer, response) => response.destroy();
  const error =
    (status: number, type: string): Fault =>
    (_answer, response) => {
      response
        .writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'because' }));
    };

  describe.each([
    ['was lost', lost],
    ['was a 500', error(500, 'InternalServerError')],
  ])('a write that was carried out and whose answer %s', (_, fault) => {
    test.each([
      ['a state', 'UpdateItem', () => store.writeState(state(1)), 'written', () => direct.readState(example), state(1)],
      ['an alert', 'PutItem', () => store.writeAlert(alert('a', 1)), 'written', () => direct.alert('a'), alert('a', 1)],
      [
        'a delivery',
        'PutItem',
        () => store.beginDelivery(delivery('x')),
        'written',
        () => direct.unfinishedDelivery('slack'),
        delivery('x'),
      ],
      [
        'a domain',
        'PutItem',
        () => store.addDomain({ name: 'a', source: 's', addedAt: 1 }),
        true,
        () => direct.domain('a'),
        { name: 'a', source: 's', addedAt: 1 },
      ],
      [
        'a run',
        'PutItem',
        () => store.beginRun({ id: 'r', startedAt: NOON, planned: 0, done: 0, unknown: 0, failed: 0 }),
        true,
        () => direct.addToRun('r', {}),
        { id: 'r', startedAt: NOON, planned: 0, done: 0, unknown: 0, failed: 0 },
      ],
    ])('%s, is known as our own', async (_name, operation, write, outcome, read, written) => {
      faults.push({ operation, fault }, { operation, fault });
      expect(await write()).toBe(outcome);
      expect(await read()).toEqual(written);
    });
  });

  test('a rival who wrote meanwhile is not taken for us', async () => {
    await direct.writeState(state(1));
    faults.push({ operation: 'UpdateItem', fault: lost });
    expect(await store.writeState(state(1, { observedAt: 5 }))).toBe('lost-race');
    expect(await direct.readState(example)).toEqual(state(1));
  });

  test('a part of a run whose answer was lost counts once', async () => {
    await direct.beginRun({ id: 'r', startedAt: NOON, planned: 0, done: 0, unknown: 0, failed: 0 });
    faults.push({ operation: 'UpdateItem', fault: lost });
    expect(await store.addToRun('r', { done: 7 }, 'part')).toMatchObject({ done: 7 });
  });

  test('a domain whose removal was not answered counts as removed', async () => {
    await direct.addDomain({ name: 'a', source: 's', addedAt: 1 });
    faults.push({ operation: 'DeleteItem', fault: lost });
    expect(await store.removeDomain('a')).toBe(true);
  });

  test('throttling is waited out', async () => {
    const throttled = error(400, 'ProvisionedThroughputExceededException');
    faults.push(
      ...[1, 2, 3].map(() => ({ operation: 'GetItem', fault: throttled })),
      { operation: 'BatchWriteItem', fault: throttled },
      { operation: 'Query', fault: error(503, 'ServiceUnavailable') },
    );
    expect(await store.readState(example)).toBeUndefined();
    await store.putChecks([check(NOON)]);
    expect((await store.checks(example, {})).items).toHaveLength(1);
  });

  test('what a batch leaves undone is written and read again', async () => {
    const half: Fault = (answer, response, sent) => {
      const input = JSON.parse(sent) as { RequestItems: { 'mta-sts-watch': unknown[] | { Keys: unknown[] } } };
      const requests = input.RequestItems['mta-sts-watch'];
      const output = JSON.parse(answer.body) as { Responses?: { 'mta-sts-watch': unknown[] } };
      const keep = <T>(all: readonly T[]) => all.slice(0, Math.ceil(all.length / 2));
      const body = Array.isArray(requests)
        ? { UnprocessedItems: { 'mta-sts-watch': keep(requests) } }
        : {
            Responses: { 'mta-sts-watch': [] },
            UnprocessedKeys: { 'mta-sts-watch': { Keys: requests.Keys, ConsistentRead: true } },
          };
      response
        .writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ ...output, ...body }));
    };
    faults.push(
      ...[1, 2, 3].flatMap(() => [
        { operation: 'BatchWriteItem', fault: half },
        { operation: 'BatchGetItem', fault: half },
      ]),
    );
    const certificates = Array.from({ length: 60 }, (_, n) => certificate(`c${n}`));
    await store.putCertificates(certificates);
    expect(await store.certificates(certificates.map(({ fingerprint }) => fingerprint))).toEqual(certificates);
    await store.putEvents([event(NOON), event(NOON, 0, mx1)]);
    expect((await direct.events({})).items).toHaveLength(2);
  });

  test.each([
    [error(400, 'AccessDeniedException'), /AWS denied access to the table mta-sts-watch: because/],
    [error(400, 'UnrecognizedClientException'), /AWS does not know these credentials \(because\)/],
    [
      error(400, 'ResourceNotFoundException'),
      /There is no table mta-sts-watch in this account and region\. Deploy the stack first/,
    ],
    [error(400, 'ExpiredTokenException'), /The AWS credentials for the table mta-sts-watch have expired/],
  ])('an error that a person can mend says how', async (fault, message) => {
    faults.push({ operation: 'GetItem', fault });
    await expect(store.readState(example)).rejects.toThrow(
      expect.objectContaining({ name: 'StorageError', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  test('what got a new lease while it was being swept stays', async () => {
    const old = { id: 'r', startedAt: 0, planned: 0, done: 0, unknown: 0, failed: 0 };
    const renewed = { ...old, startedAt: Date.now() };
    await direct.beginRun(old);
    faults.push({
      operation: 'Scan',
      fault: (answer, response) =>
        void direct
          .beginRun(renewed)
          .then(() =>
            response.writeHead(answer.status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(answer.body),
          ),
    });
    expect(await store.sweepExpired()).toMatchObject({ scanned: 1, deleted: 0 });
    expect((await direct.runs({})).items).toEqual([renewed]);
  });

  test('evidence that was seen lately costs nothing', async () => {
    await store.putCertificates([certificate('a'), certificate('b')]);
    await store.putPolicyBody('p', 'body');
    asked.splice(0);
    for (let n = 0; n < 5; n += 1) {
      await store.putCertificates([certificate('b'), certificate('a')]);
      await store.putPolicyBody('p', 'body');
    }
    expect(asked).toEqual([]);
  });

  test('MX hosts that did not change cost one read', async () => {
    await store.setMxHosts('a.example', [{ host: 'mx1', preference: 1 }]);
    asked.splice(0);
    await store.setMxHosts('a.example', [{ host: 'mx1', preference: 1 }]);
    expect(asked).toEqual(['GetItem']);
  });

  test.each(['PutItem', 'BatchWriteItem', 'UpdateItem'])(
    'a change of MX hosts that was cut short at its %s is finished by the next call, of the same hosts or of others',
    async (operation) => {
      const domainsOf = async (host: string) => {
        const domains: string[] = [];
        for await (const domain of direct.domainsOf(host)) domains.push(domain);
        return domains;
      };
      for (const next of ['new', 'other']) {
        const [domain, old] = [`${next}.example`, `old-${next}`];
        await store.setMxHosts(domain, [{ host: old, preference: 1 }]);
        // The request is carried out all the same, but the writer does not go on.
        faults.push({ operation, fault: error(400, 'AccessDeniedException') });
        await expect(store.setMxHosts(domain, [{ host: 'new', preference: 1 }])).rejects.toThrow(/denied/);
        await store.setMxHosts(domain, [{ host: next, preference: 1 }]);
        expect(await domainsOf(old)).toEqual([]);
        expect(await domainsOf(next)).toEqual([domain]);
        expect(await domainsOf('new')).toEqual(next === 'new' ? [domain] : ['new.example']);
      }
    },
  );
});

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function forward(
  socketPath: string,
  headers: NodeJS.Dict<string | string[]>,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(
      { socketPath, method: 'POST', headers },
      (response) =>
        void text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject),
    )
      .on('error', reject)
      .end(body);
  });
}
