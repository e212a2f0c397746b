import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureTable } from '../create-table';
import { tableOf } from '../dynamodb';
import { storeOver, type OpenStore, type StoreOptions } from '../store';
import { EngineConnection } from './connection';
import { forgetDamage, readDamage } from './damage';
import { damageInWords, itemsLost } from './damage-words';
import { openHome } from './home';

/** A folder on this machine: made if it is not there. */
export interface EmbeddedLocation {
  readonly dir: string;
}

/** Repeats cover the moment in which another process ends and this one takes over. */
const ATTEMPTS = 6;

/** A process that serves the engine and is stopped is found out when the store is opened. */
const FIRST_ANSWER_MS = 4000;
const ANSWER_MS = 30_000;

/**
 * Opens the store over the engine of the folder, which this process or another one serves.
 * @throws StorageError naming the folder and the fix; NewerFormatError.
 */
export async function openEmbedded({ dir }: EmbeddedLocation, options: StoreOptions = {}): Promise<OpenStore> {
  const home = await openHome(dir);
  const connection = new EngineConnection(home);
  try {
    (await connection.connect()).destroy();
    await ensureTable(clientOver(connection, { attempts: 2, answerMs: FIRST_ANSWER_MS }), home.table);
  } catch (error) {
    await connection.close();
    throw error instanceof Error && error.name === 'TimeoutError' ? connection.silence() : error;
  }
  const client = clientOver(connection, { attempts: ATTEMPTS, answerMs: ANSWER_MS });
  return storeOver(tableOf(client, home.table), options, () => connection.close(), {
    found: async () =>
      (await readDamage(home)).map((found) => ({ words: damageInWords(found), items: itemsLost(found) })),
    reported: () => forgetDamage(home),
  });
}

const clientOver = (
  { agent }: EngineConnection,
  { attempts, answerMs }: { readonly attempts: number; readonly answerMs: number },
): DynamoDBClient =>
  new DynamoDBClient({
    // Nobody resolves or checks these: the agent knows the way, and the socket is this user's alone.
    endpoint: 'http://local-engine',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: attempts,
    requestHandler: { httpAgent: agent, requestTimeout: answerMs, throwOnRequestTimeout: true },
  });
