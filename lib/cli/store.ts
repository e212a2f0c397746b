import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEntry } from '../core/model';
import type { OpenStore } from '../storage/store';
import { lazy } from './lazy';
import type { LoadedConfig } from './options/config-file';
import { systemClock } from './terminal/time';

/** The folder in the data folder in which the sandbox's history is kept, apart from the real one. */
export const sandboxDir = (config: LoadedConfig): string => join(config.dataDir, 'sandbox');

/** The local engine's files in the data folder. */
const HISTORY = 'db';

/** Opens the store that the configuration names. */
export async function openConfiguredStore({ dataDir, dynamodb, retention }: LoadedConfig): Promise<OpenStore> {
  const { openStore } = lazy.storage();
  const options = { retention, clock: systemClock };
  if (dynamodb === undefined) return openStore({ embedded: { dir: dataDir } }, options);
  const { table, region, endpoint } = dynamodb;
  return openStore(
    { table, create: true, ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) },
    options,
  );
}

/** Whether the data folder holds a history. */
export const hasHistory = ({ dataDir }: LoadedConfig): boolean => existsSync(join(dataDir, HISTORY));

/** A store, and whether it is the sandbox's. */
export interface Watched {
  readonly store: OpenStore;
  readonly sandbox: boolean;
}

/**
 * Opens what is watched with a configuration: the domains that it names or that were added, or else the sandbox.
 * @param counts which domains in the folder make it one that is watched, when the configuration names none; default: any
 */
export async function openWatched(
  config: LoadedConfig,
  counts: (entry: DomainEntry) => boolean = () => true,
): Promise<Watched> {
  if (config.domains !== undefined || config.dynamodb !== undefined || config.route53 !== undefined)
    return { store: await openConfiguredStore(config), sandbox: false };
  if (hasHistory(config)) {
    const store = await openConfiguredStore(config);
    try {
      for await (const entry of store.domains()) if (counts(entry)) return { store, sandbox: false };
    } catch (error) {
      // An open store keeps the process from ending.
      await store.close();
      throw error;
    }
    await store.close();
  }
  return { store: await openConfiguredStore({ ...config, dataDir: sandboxDir(config) }), sandbox: true };
}
