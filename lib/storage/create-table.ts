import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../contract/table';

const WAIT_SECONDS = 60;

const indexes = Object.values(INDEXES);
const keySchema = (partition: string, sort: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

/** The table of lib/contract/table.ts as a request to create it. */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [TABLE_KEYS, ...indexes].flatMap(({ partition, sort }) => [
    { AttributeName: partition, AttributeType: 'S' as const },
    { AttributeName: sort, AttributeType: 'S' as const },
  ]),
  KeySchema: keySchema(TABLE_KEYS.partition, TABLE_KEYS.sort),
  GlobalSecondaryIndexes: indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.partition, index.sort),
    Projection: { ProjectionType: 'KEYS_ONLY' },
  })),
});

/**
 * Creates the table if it is not there, waits until it can be used, and has expired items deleted from it. The
 * stack's own table is CDK's affair. Several processes may do this at the same moment.
 */
export async function ensureTable(client: DynamoDBClient, name: string): Promise<void> {
  if (await tableIsActive(client, name)) {
    // Made by an administrator, it may be used by people who may not change it.
    await expireByTtl(client, name, ['AccessDeniedException']);
    return;
  }
  try {
    await client.send(new CreateTableCommand(tableDefinition(name)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: WAIT_SECONDS, minDelay: 0.05, maxDelay: 1 }, { TableName: name });
  await expireByTtl(client, name);
}

async function tableIsActive(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus === 'ACTIVE';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** The local engine knows no TTL (an unknown operation); there the store sweeps. */
async function expireByTtl(client: DynamoDBClient, name: string, tolerated: readonly string[] = []): Promise<void> {
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return;
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      }),
    );
  } catch (error) {
    const { name: kind = '', message = '' } = error instanceof Error ? error : {};
    const rivalWasFirst = kind === 'ValidationException' && message.includes('already enabled');
    if (!rivalWasFirst && !['UnknownOperationException', ...tolerated].includes(kind)) throw error;
  }
}
