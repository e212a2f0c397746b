import { ensureTable } from './create-table';
import { clientOf, openTable, type TableLocation } from './dynamodb';
import type * as Embedded from './embedded/open';
import { explain } from './explain';
import type { OpenStore, StoreOptions } from './store';

export type StoreLocation =
  | { readonly embedded: Embedded.EmbeddedLocation }
  /** `create` makes the table if it is not there; the stack's own table is CDK's affair. */
  | (TableLocation & { readonly create?: boolean });

/**
 * Opens the store, in a folder on this machine or in a table of DynamoDB. For programs that people start; a Lambda
 * function takes `openTable` of `./dynamodb`, which brings no engine along.
 * @throws StorageError that names the place and the fix; NewerFormatError.
 */
export async function openStore(location: StoreLocation, options: StoreOptions = {}): Promise<OpenStore> {
  if ('embedded' in location) return loadEmbedded().openEmbedded(location.embedded, options);
  if (location.create) await createTable(location);
  return openTable(location, options);
}

/** The engine, with its native part, is loaded only where it is used. */
function loadEmbedded(): typeof Embedded {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() of a file of one's own needs its extension, which differs between sources and build
  return require('./embedded/open') as typeof Embedded;
}

async function createTable(location: TableLocation): Promise<void> {
  const client = clientOf(location);
  try {
    await ensureTable(client, location.table);
  } catch (error) {
    throw explain(error, location.table);
  } finally {
    client.destroy();
  }
}
