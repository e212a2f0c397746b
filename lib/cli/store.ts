import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenStore } from '../storage/store';
import { lazy } from './lazy';
import type { LoadedConfig } from './options/config-file';

/** The folder in the data folder in which the sandbox's history is kept, apart from the real one. */
export const sandboxDir = (config: LoadedConfig): string => join(config.dataDir, 'sandbox');

/** Opens the store that the configuration names. */
export async function openConfiguredStore({ dataDir, dynamodb, retention }: LoadedConfig): Promise<OpenStore> {
  const { openStore } = lazy.storage();
  const options = { retention };
  if (dynamodb === undefined) return openStore({ embedded: { dir: dataDir } }, options);
  const { table, region, endpoint } = dynamodb;
  return openStore({ table, create: true, ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) }, options);
}

/** A store, and whether it is the sandbox's. */
export interface Watched {
  readonly store: OpenStore;
  readonly sandbox: boolean;
}

/**
 * Opens what `start` would watch with the same configuration: the domains that are configured or were added, or else
 * the sandbox.
 */
export async function openWatched(config: LoadedConfig): Promise<Watched> {
  if (config.domains !== undefined || config.dynamodb !== undefined) return { store: await openConfiguredStore(config), sandbox: false };
  if (existsSync(config.dataDir)) {
    const store = await openConfiguredStore(config);
    if (await watchesAny(store)) return { store, sandbox: false };
    await store.close();
  }
  return { store: await openConfiguredStore({ ...config, dataDir: sandboxDir(config) }), sandbox: true };
}

async function watchesAny(store: OpenStore): Promise<boolean> {
  const { items } = await store.domainsPage({ limit: 1 });
  return items.length > 0;
}
