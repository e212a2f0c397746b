import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { storeOver, type OpenStore, type StoreOptions } from './store';
import { Table } from './table';

/** A table of DynamoDB, or of anything that speaks its protocol. */
export interface TableLocation {
  readonly table: string;
  /** From the environment or the AWS profile if not given. */
  readonly region?: string;
  /** A URL other than AWS's own, such as an emulator's. */
  readonly endpoint?: string;
  readonly credentials?: DynamoDBClientConfig['credentials'];
}

/** Up to seven repeats after 0.1, 0.2, … 20 seconds at most, with jitter, for throttling, 5xx and broken connections. */
const ATTEMPTS = 8;
const CONNECT_MS = 5000;
const ANSWER_MS = 15_000;

/** Opens the store over a table that is there. Loads nothing of the local engine, so it fits into a Lambda function. */
export function openTable(location: TableLocation, options: StoreOptions = {}): OpenStore {
  const client = clientOf(location);
  return storeOver(tableOf(client, location.table), options, async () => client.destroy());
}

export const clientOf = ({ region, endpoint, credentials }: TableLocation): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  });

export const tableOf = (client: DynamoDBClient, name: string): Table =>
  new Table(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), name);
