import { CONFIGURED, watchDomains } from './directory';
import { mapInOrder } from './in-order';
import type { PublishDeps } from './publish';
import type { DirectoryStore } from './ports';
import { unwatchDomain } from './unwatch';

const AT_ONCE = 25;

/**
 * Brings the directory in line with the configured domains: adds those that are missing, and takes off those that the
 * configuration named before and names no more. Domains of other sources are left alone. Once more is harmless.
 */
export async function followConfiguration(
  names: readonly string[],
  deps: PublishDeps & { readonly store: DirectoryStore },
): Promise<{ readonly added: number; readonly removed: number }> {
  const missing = new Set(names);
  const dropped: string[] = [];
  const configured = new Set(names);
  for await (const { name, source } of deps.store.domains()) {
    missing.delete(name);
    if (source === CONFIGURED && !configured.has(name)) dropped.push(name);
  }
  let added = 0;
  for await (const names of mapInOrder(missing, AT_ONCE, (name) => watchDomains([name], CONFIGURED, deps))) added += names.length;
  let removed = 0;
  for (const name of dropped) if (await unwatchDomain(name, deps)) removed += 1;
  return { added, removed };
}
