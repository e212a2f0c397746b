import { domainTarget } from '../../core/model';
import { lazy } from '../lazy';
import type { LoadedConfig } from '../options/config-file';
import { hasHistory, openConfiguredStore } from '../store';

/** Whether the history, of a stack or of this machine, shows a policy that changed while the id of its record stayed. */
export async function policyChangedUnderSameId(
  domain: string,
  config: LoadedConfig,
  stack: string | undefined,
): Promise<boolean> {
  // A folder without a history is not to be made one by asking.
  if (stack === undefined && config.dynamodb === undefined && !hasHistory(config)) return false;
  const store = stack === undefined ? await openConfiguredStore(config) : await lazy.stack().openStackStore(stack);
  try {
    return (await store.readState(domainTarget(domain)))?.facts.policy?.unannounced !== undefined;
  } finally {
    await store.close();
  }
}
