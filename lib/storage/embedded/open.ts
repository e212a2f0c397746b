import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureTable } from '../create-table';
import { tableOf } from '../dynamodb';
import { storeOver, type OpenStore, type StoreOptions } from '../store';
import { EngineConnection } from './connection';
import { openHome } from './home';

/** A folder on this machine: made if it is not there. */
export interface EmbeddedLocation {
  readonly dir: string;
}

const TABLE = 'mta-sts-watch';

/** Repeats cover the moment in which another process ends and this one takes over. */
const ATTEMPTS = 6;

/**
 * Opens the store over the engine of the folder, which this process or another one serves.
 * @throws StorageError naming the folder and the fix; NewerFormatError.
 */
export async function openEmbedded({ dir }: EmbeddedLocation, options: StoreOptions = {}): Promise<OpenStore> {
  const connection = new EngineConnection(openHome(dir), TABLE);
  const client = new DynamoDBClient({
    // Nobody resolves or checks these: the agent knows the way, and the socket is this user's alone.
    endpoint: 'http://local-engine',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: ATTEMPTS,
    requestHandler: { httpAgent: connection.agent },
  });
  const close = async () => {
    client.destroy();
    await connection.close();
  };
  try {
    (await connection.connect()).destroy();
    await ensureTable(client, TABLE);
  } catch (error) {
    await close();
    throw error;
  }
  return storeOver(tableOf(client, TABLE), options, close);
}
