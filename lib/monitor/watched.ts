import type { Target } from '../core/model';
import type { DirectoryStore } from './ports';

/** Whether a domain is in the directory, or an MX host is named by a domain that is. */
export async function isWatched(
  store: Pick<DirectoryStore, 'domain' | 'domainsOf'>,
  { type, name }: Target,
): Promise<boolean> {
  if (type === 'domain') return (await store.domain(name)) !== undefined;
  for await (const _ of store.domainsOf(name)) return true;
  return false;
}
