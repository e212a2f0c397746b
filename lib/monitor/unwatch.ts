import type { Target } from '../core/model';
import { domainTarget, mxHostTarget } from '../core/model';
import { mxHostsOfState } from './mx-edges';
import type { PublishDeps } from './publish';
import { publish } from './publish';
import { orLeave } from './or-leave';
import type { DirectoryStore } from './ports';
import { retire } from './retire';

/**
 * Watches a domain no longer: its open alerts close without a word, and so do those of MX hosts that no other watched
 * domain names. Its history stays. What a crash leaves undone is done by calling it again; alerts that it left open
 * are closed by refreshAlerts() as well.
 * A state that cannot be read is deleted: who adds the domain again begins anew.
 * @returns false when it was not watched
 */
export async function unwatchDomain(
  name: string,
  deps: PublishDeps & { readonly store: Pick<DirectoryStore, 'removeDomain'> },
): Promise<boolean> {
  const { store } = deps;
  const domain = domainTarget(name);
  const state = await orLeave(() => store.readState(domain), undefined);
  // The state names them still when the directory has forgotten them: it is emptied last.
  const hosts = new Set(
    [...(await store.mxHostsOf(name)), ...((state && mxHostsOfState(state)) ?? [])].map(({ host }) => host),
  );
  const removed = await store.removeDomain(name);
  for (const host of hosts) if (await retireOrDelete(mxHostTarget(host), deps)) await publish(mxHostTarget(host), deps);
  const retired = await retireOrDelete(domain, deps);
  if (retired) await publish(domain, deps);
  return removed || retired;
}

async function retireOrDelete(target: Target, { store, clock }: PublishDeps): Promise<boolean> {
  const retired = await orLeave(() => retire(store, target, clock.now()), 'unreadable' as const);
  if (retired !== 'unreadable') return retired;
  await store.deleteState(target);
  return false;
}
