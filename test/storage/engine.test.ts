import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ClassicLevel } from 'classic-level';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../lib/storage/create-table';
import { Database } from '../../lib/storage/embedded/database';
import { openHome } from '../../lib/storage/embedded/home';
import { openLevel } from '../../lib/storage/embedded/level';
import { perform } from '../../lib/storage/embedded/operations';
import { EngineStore } from '../../lib/storage/embedded/store';
import { openStore } from '../../lib/storage/open';
import { all, event, NOON, state } from './fixtures';

/** One process and its folder. */
describe('the local engine', () => {
  let dir: string;
  const opened: { close(): Promise<void> }[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'engine-'));
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(dir, { recursive: true });
  });

  const open = async (at = dir) => {
    const store = await openStore({ embedded: { dir: at } });
    opened.push(store);
    return store;
  };
  const contact = (at = dir) =>
    JSON.parse(readFileSync(join(at, 'run', 'engine.json'), 'utf8')) as { socket: string; pid: number };
  const entry = (name: string) => ({ name, source: 'test', addedAt: NOON });

  test('makes its folder, for this user alone, and keeps what is in it', async () => {
    const deep = join(dir, 'a', 'b');
    const first = await open(deep);
    await first.addDomain(entry('a.example'));
    const modes = ['', 'db', 'run'].map((name) => (statSync(join(deep, name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '700', '700']);
    await first.close();
    const second = await open(deep);
    expect(await all(second.domains())).toEqual([entry('a.example')]);
  });

  test('is out of reach for others in a folder that is open to them', async () => {
    chmodSync(dir, 0o777);
    mkdirSync(join(dir, 'run'), { mode: 0o777 });
    await open();
    expect(statSync(join(dir, 'run')).mode & 0o777).toBe(0o700);
    expect(contact().socket.startsWith(join(dir, 'run'))).toBe(true);
  });

  test('a copy of a folder in use is a history of its own', async () => {
    const original = join(dir, 'original');
    const copy = join(dir, 'copy');
    const first = await open(original);
    await first.addDomain(entry('a.example'));
    cpSync(original, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    expect(contact(copy).socket).toBe(contact(original).socket);
    const second = await open(copy);
    await second.removeDomain('a.example');
    expect(await all(second.domains())).toEqual([]);
    expect(await all(first.domains())).toEqual([entry('a.example')]);
  });

  test('leaves no socket behind when it is closed', async () => {
    const store = await open();
    const { socket } = contact();
    expect(existsSync(socket)).toBe(true);
    await store.close();
    expect(existsSync(socket)).toBe(false);
  });

  test('serves a folder whose path is too long for a socket', async () => {
    const long = join(dir, 'l'.repeat(120));
    const store = await open(long);
    const { socket } = contact(long);
    expect(socket).toBe(join(tmpdir(), `mta-sts-watch-${userInfo().uid}`, socket.slice(-21)));
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
    const second = await open(long);
    await second.addDomain(entry('a.example'));
    expect(await store.domain('a.example')).toEqual(entry('a.example'));
    await second.close();
  });

  test('two stores of one process share the engine, whoever closes first', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    await first.addDomain(entry('a.example'));
    await second.addDomain(entry('b.example'));
    await first.close();
    expect(await all(second.domains())).toHaveLength(2);
    const third = await open();
    await second.close();
    expect(await all(third.domains())).toHaveLength(2);
  });

  test('does not mind a contact that is no contact', async () => {
    mkdirSync(join(dir, 'run'), { mode: 0o700 });
    for (const text of ['', '{', '[]', 'null', '{"socket":5}']) {
      writeFileSync(join(dir, 'run', 'engine.json'), text);
      await (await open()).close();
    }
  });

  test('a closed store says so', async () => {
    const store = await open();
    await store.close();
    await expect(store.domain('a.example')).rejects.toThrow(/was closed/);
  });

  test('a folder of a newer release is left alone', async () => {
    writeFileSync(join(dir, 'format.json'), '{"format":2}');
    await expect(open()).rejects.toThrow(/has format 2, .* knows formats up to 1\. Upgrade/);
    expect(existsSync(join(dir, 'run', 'engine.json'))).toBe(false);
  });

  test.each(['', 'x', '[]', '{"format":"1"}'])('a folder with %j as its format is refused', async (text) => {
    writeFileSync(join(dir, 'format.json'), text);
    await expect(open()).rejects.toThrow(/format\.json does not name a format/);
  });

  test('a file in the place of the folder is named', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(open(join(dir, 'file'))).rejects.toThrow(/file is not a folder\. Name another one/);
    await expect(open(join(dir, 'file', 'deeper'))).rejects.toThrow(/deeper is not a folder/);
  });

  test('a database that cannot be read or repaired is named with its folder', async () => {
    await (await open()).close();
    rmSync(join(dir, 'db', 'CURRENT'));
    mkdirSync(join(dir, 'db', 'CURRENT', 'x'), { recursive: true });
    await expect(open()).rejects.toThrow(
      new RegExp(`The history in ${dir} cannot be used: .*Restore the folder from a backup; or move ${dir}/db aside`),
    );
  });

  test('what comes over the socket does not end it', async () => {
    const store = await open();
    const { socket } = contact();
    const ask = (headers: Record<string, string>, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ socketPath: socket, method: 'POST', headers }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end(body);
      });
    expect(await ask({}, '')).toBe(400);
    expect(await ask({ 'x-amz-target': 'DynamoDB_20120810.DeleteTable' }, '{}')).toBe(400);
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '5',
      '{"TableName":5}',
      '{"TableName":"mta-sts-watch","Key":{"pk":{"S":"x"}}}',
    ]) {
      expect(await ask({ 'x-amz-target': 'DynamoDB_20120810.GetItem' }, body)).toBe(400);
    }
    await expect(ask({ 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'x'.repeat(17 * 1024 * 1024))).rejects.toThrow();
    const broken = connect(socket);
    await once(broken, 'connect');
    broken.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\n\r\n{"Table',
    );
    broken.destroy();
    await once(broken, 'close');
    connect(socket).end('nonsense\r\n\r\n').resume();
    expect(await store.addDomain(entry('a.example'))).toBe(true);
    const silent = connect(socket);
    await once(silent, 'connect');
    const cut = new Promise((resolve) => silent.on('error', () => undefined).once('close', resolve));
    silent.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n');
    expect(await store.domain('a.example')).toEqual(entry('a.example'));
    await store.close();
    await cut;
  });

  test('a table that a killed process left in creation is finished', async () => {
    await (await open()).close();
    const level = await openLevel(join(dir, 'db'));
    const table = await level.get('table~mta-sts-watch');
    expect(table?.TableStatus).toBe('ACTIVE');
    await level.put('table~mta-sts-watch', { ...table, TableStatus: 'CREATING' });
    await level.close();
    const store = await open();
    expect(await store.addDomain(entry('a.example'))).toBe(true);
  });

  test('its table is the one of the contract', async () => {
    await open();
    const client = rawClient(contact().socket);
    opened.push({ close: async () => client.destroy() });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'mta-sts-watch' }));
    const wanted = tableDefinition('mta-sts-watch');
    expect(Table?.KeySchema).toEqual(wanted.KeySchema);
    expect(Table?.AttributeDefinitions).toEqual(wanted.AttributeDefinitions);
    expect(
      Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    ).toEqual(wanted.GlobalSecondaryIndexes);
  });

  test('each item names its type and the version of its shape', async () => {
    const store = await open();
    await store.writeState(state(1, { outbox: [event(NOON)] }));
    await store.addDomain(entry('a.example'));
    await store.setMxHosts('a.example', [{ host: 'mx', preference: 1 }]);
    await store.putEvents([event(NOON)]);
    const client = rawClient(contact().socket);
    opened.push({ close: async () => client.destroy() });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'mta-sts-watch' }));
    expect(Items.map((item) => [item.type?.S, item.schema?.N]).sort()).toEqual(
      ['domain', 'event', 'mx-edge', 'mx-host', 'mx-set', 'state'].map((type) => [type, '1']),
    );
  });

  test('closing waits for the folder to be free', async () => {
    for (let n = 0; n < 5; n += 1) {
      const store = await open();
      const writes = Promise.all(Array.from({ length: 20 }, (_, i) => store.addDomain(entry(`d${n}-${i}.example`))));
      expect(await writes).not.toContain(false);
      await store.close();
    }
    expect(readdirSync(join(dir, 'run'))).toEqual(['engine.json', 'guard']);
  });
});

const rawClient = (socket: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: 'http://local',
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: { httpAgent: new Agent({ socketPath: socket } as object) },
  });

describe('a write of one item', () => {
  const table = 'table';
  let dir: string;
  let database: Database;
  let engine: EngineStore;
  const ask = async (operation: string, input: object) => {
    const { status, body } = await perform(
      engine,
      `DynamoDB_20120810.${operation}`,
      JSON.stringify({ TableName: table, ...input }),
    );
    return { status, body: body as { Items?: unknown[]; Item?: unknown } };
  };
  const key = { pk: { S: 'p' }, sk: { S: 's' } };
  const listed = (name: string) =>
    ask('Query', {
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :p',
      ExpressionAttributeValues: { ':p': { S: name } },
    });

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'engine-'));
    const opened = await Database.open(await openHome(dir));
    if (!opened) throw new Error('the folder is held');
    database = opened;
    engine = new EngineStore(database);
    await ask('CreateTable', { ...new CreateTableCommand(tableDefinition(table)).input });
    while (
      (await ask('Query', { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': key.pk } }))
        .status !== 200
    );
  });
  afterEach(async () => {
    await database.close();
    rmSync(dir, { recursive: true });
  });

  test.each([
    ['PutItem', { Item: { ...key, gsi1pk: { S: 'new' }, gsi1sk: { S: 'x' } } }],
    [
      'UpdateItem',
      { Key: key, UpdateExpression: 'SET gsi1pk = :new', ExpressionAttributeValues: { ':new': { S: 'new' } } },
    ],
    ['UpdateItem', { Key: key, UpdateExpression: 'REMOVE gsi1pk' }],
    ['DeleteItem', { Key: key }],
  ])('%s changes the item and its index entries, or, when the disk fails, nothing', async (operation, input) => {
    const old = { ...key, gsi1pk: { S: 'old' }, gsi1sk: { S: 'x' } };
    expect((await ask('PutItem', { Item: old })).status).toBe(200);
    expect((await listed('old')).body.Items).toHaveLength(1);
    const full = jest
      .spyOn(ClassicLevel.prototype, 'batch')
      .mockImplementation((() => Promise.reject(new Error('IO error: No space left on device'))) as never);
    await expect(ask(operation, input)).rejects.toThrow(/No space left/);
    expect((await ask('GetItem', { Key: key })).body.Item).toEqual(old);
    expect((await listed('old')).body.Items).toHaveLength(1);
    expect((await listed('new')).body.Items).toHaveLength(0);
    full.mockRestore();
    await expect(ask(operation, input)).rejects.toThrow(/No space left/);
    await wait(1100);
    expect((await ask(operation, input)).status).toBe(200);
    expect((await listed('old')).body.Items).toHaveLength(0);
    expect((await listed('new')).body.Items).toHaveLength(JSON.stringify(input).includes('"new"') ? 1 : 0);
  });
});
