import type { Clock, DirectoryStore } from './ports';

/** The source of domains that the configuration names; those of other sources stay when the configuration changes. */
export const CONFIGURED = 'configuration';

/** The source of domains that were found in hosted zones, and that nobody added besides. */
export const ZONES = 'route53';

export interface DirectoryDeps {
  readonly store: DirectoryStore;
  readonly clock: Clock;
}

/**
 * Watches domains from now on. One that was only found in a hosted zone so far is the asker's from now on: it stays
 * when the zone goes. One that has left its list and is held is the asker's too.
 * @returns the names that were not watched before
 */
export async function watchDomains(
  names: Iterable<string>,
  source: string,
  { store, clock }: DirectoryDeps,
): Promise<readonly string[]> {
  const added: string[] = [];
  for (const name of names) {
    if (await store.addDomain({ name, source, addedAt: clock.now() })) added.push(name);
    else if (source !== ZONES && (await store.setSource(name, ZONES, source)) !== 'written' && source !== CONFIGURED)
      await store.adoptHeld(name, source);
  }
  return added;
}
