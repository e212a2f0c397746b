import { domainTarget, mxHostTarget } from '../core/model';
import type { PublishDeps } from './publish';
import { publish } from './publish';
import type { DirectoryStore } from './ports';
import { retire } from './retire';

/**
 * Watches a domain no longer: its open alerts close without a word, and so do those of MX hosts that no other watched
 * domain names. Its history stays. What a crash leaves undone, refreshAlerts() does.
 * @returns false when it was not watched
 */
export async function unwatchDomain(name: string, deps: PublishDeps & { readonly store: Pick<DirectoryStore, 'removeDomain'> }): Promise<boolean> {
  const { store, clock } = deps;
  const hosts = await store.mxHostsOf(name);
  if (!(await store.removeDomain(name))) return false;
  for (const target of [domainTarget(name), ...hosts.map(({ host }) => mxHostTarget(host))]) {
    if (await retire(store, target, clock.now())) await publish(target, deps);
  }
  return true;
}
