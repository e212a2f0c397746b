import type { Clock, DirectoryStore } from './ports';

/** The source of domains that the configuration names; those of other sources stay when the configuration changes. */
export const CONFIGURED = 'configuration';

export interface DirectoryDeps {
  readonly store: DirectoryStore;
  readonly clock: Clock;
}

/** Watches domains from now on. @returns the names that were not watched before */
export async function watchDomains(names: Iterable<string>, source: string, { store, clock }: DirectoryDeps): Promise<readonly string[]> {
  const added: string[] = [];
  for (const name of names) if (await store.addDomain({ name, source, addedAt: clock.now() })) added.push(name);
  return added;
}
