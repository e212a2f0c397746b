import { count } from '../../core/findings/words';
import { isBraked } from '../../core/removal/brake';
import { CONFIGURED, ZONES } from '../../monitor/directory';
import { UserError } from '../errors';
import type { LoadedConfig } from '../options/config-file';
import { hasHistory, openConfiguredStore } from '../store';
import { safe } from '../terminal/escape';

/** What the directory holds, by who put it there. */
interface Directory {
  /** Of an earlier list or of hosted zones. */
  readonly listed: number;
  readonly byHand: number;
  readonly held: number;
}

/**
 * The configuration as it is, with an empty list in place of a missing one where the names of an earlier list will be
 * held. Without any configuration the sandbox is watched, and nothing is asked here.
 * @throws UserError when nothing would be watched; nothing was removed then
 */
export async function withDomains(config: LoadedConfig): Promise<LoadedConfig> {
  const { domains, route53, file } = config;
  const isSandbox = file === undefined && domains === undefined;
  if (isSandbox || route53 !== undefined || (domains !== undefined && domains.length > 0)) return config;
  const { listed, byHand, held } = await directoryOf(config);
  if (byHand > 0) return config;
  if (held > 0 || isBraked({ watched: listed, leaving: listed, recent: 0 })) return { ...config, domains: [] };
  const kept =
    listed === 0 ? '' : ` Nothing was removed: ${count(listed, 'domain')} of the earlier list can still be read.`;
  throw new UserError(
    `${safe(file ?? 'The configuration')}: domains: ${domains === undefined ? 'this key is missing' : 'this list is empty'}, no domain was added by hand, and there is no route53, so nothing would be watched.${kept} Write the domains to watch, such as "domains: [example.com]", or add one: mta-sts-watch domains add example.com. Without a configuration file, start watches the sandbox.`,
  );
}

async function directoryOf(config: LoadedConfig): Promise<Directory> {
  if (config.dynamodb === undefined && !hasHistory(config)) return { listed: 0, byHand: 0, held: 0 };
  const store = await openConfiguredStore(config);
  try {
    let [listed, byHand, held] = [0, 0, 0];
    for await (const { source, heldSince } of store.domains()) {
      if (source === CONFIGURED || source === ZONES) listed += 1;
      else byHand += 1;
      if (heldSince !== undefined) held += 1;
    }
    return { listed, byHand, held };
  } finally {
    await store.close();
  }
}
