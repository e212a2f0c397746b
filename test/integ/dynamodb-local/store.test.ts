import { DescribeTableCommand, DescribeTimeToLiveCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TTL_ATTRIBUTE } from '../../../lib/contract/table';
import { ensureTable, tableDefinition } from '../../../lib/storage/create-table';
import { clientOf } from '../../../lib/storage/dynamodb';
import { openStore } from '../../../lib/storage/open';
import { itemBytes } from '../../../lib/storage/size';
import { storeContract } from '../../storage/contract';
import { location, series } from './endpoint';

storeContract(location.endpoint, (place, options) =>
  openStore({ ...location, table: `${series}-${place}`, create: true }, options),
);

describe('a real table', () => {
  const table = `${series}-shape`;
  const client = clientOf({ ...location, table });

  beforeAll(async () => {
    await Promise.all([ensureTable(client, table), ensureTable(client, table)]);
  });
  afterAll(() => client.destroy());

  test('has the shape of the contract', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const wanted = tableDefinition(table);
    expect(Table?.KeySchema).toEqual(wanted.KeySchema);
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(new Set(Table?.AttributeDefinitions)).toEqual(new Set(wanted.AttributeDefinitions));
    expect(
      new Set(
        Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      ),
    ).toEqual(new Set(wanted.GlobalSecondaryIndexes));
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: TTL_ATTRIBUTE, TimeToLiveStatus: 'ENABLED' });
  });

  test.each([
    ['text', (n: number) => ({ text: 'é'.repeat(n / 2) + 'x'.repeat(n % 2) })],
    ['numbers', (n: number) => ({ at: 1_795_435_200_000, small: -7, half: 0.5, text: 'x'.repeat(n) })],
    [
      'lists and maps',
      (n: number) => ({
        hosts: [
          { host: 'mx1', preference: 10 },
          { host: 'mx2', preference: 20 },
        ],
        none: [],
        nothing: {},
        yes: true,
        nil: null,
        text: 'x'.repeat(n),
      }),
    ],
    ['octets', (n: number) => ({ der: new Uint8Array(100), text: 'x'.repeat(n) })],
  ])('counts the size of %s as we do: 1,024 bytes are one write unit, 1,025 are two', async (name, attributes) => {
    // A put is billed by the larger one of the old and the new item, so each has its own key.
    const item = (n: number) => ({ pk: `size of ${name}`, sk: String(n).padStart(4, '0'), ...attributes(n) });
    const fill = Array.from({ length: 1025 }, (_, n) => n).find((n) => itemBytes(item(n)) === 1024) ?? 0;
    const units = async (n: number) => {
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({ TableName: table, Item: marshall(item(n)), ReturnConsumedCapacity: 'TOTAL' }),
      );
      return ConsumedCapacity?.CapacityUnits;
    };
    expect(itemBytes(item(fill))).toBe(1024);
    expect(await units(fill)).toBe(1);
    expect(await units(fill + 1)).toBe(2);
  });
});
