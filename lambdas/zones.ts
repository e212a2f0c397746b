import type { Nothing } from '../lib/config/nothing';
import { autoRepair } from '../lib/monitor/zones/auto-repair';
import { followZones } from '../lib/monitor/zones/follow';
import type { ZoneConnection } from '../lib/route53/account';
import { configuredAccounts } from '../lib/route53/account';
import { clock, openStore, readSettings } from './shared/deployment';
import { eachByItself } from './shared/each-by-itself';
import { logged, logger } from './shared/log';
import { deployedObserver } from './shared/observer';
import { publishing } from './shared/publishing';

const settings = readSettings();
const store = openStore(settings);

/** Milliseconds before the end of the invocation, to end what was begun. */
const RESERVE = 60_000;

/**
 * Reads the hosted zones and brings the directory in line with them; then mends in them what the configuration names.
 * @throws Error when something could not be read or changed, after all the rest is done: the function's alarm is the one to ring
 */
export const handler = logged(async (_event: unknown, context): Promise<void> => {
  const { route53 } = settings;
  if (route53 === undefined)
    throw new Error('No hosted zones are configured: the function was not deployed by the construct.');
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - RESERVE));
  const accounts = configuredAccounts(route53);
  try {
    await eachByItself(
      () => follow(accounts, route53),
      () => repair(accounts, route53, signal),
    );
  } finally {
    for (const account of accounts) account.close();
  }
});

type Zones = NonNullable<typeof settings.route53>;
type Read = 'ownAccount' | 'accounts' | 'include' | 'exclude' | 'repair' | 'reportsTo';
/** A key of the group `route53` that is not read here, nor by the function's schedule, does not compile. */
export type UnreadZoneKeys = Nothing<Exclude<keyof Zones, Read | 'every'>>;

async function follow(accounts: readonly ZoneConnection[], route53: Zones): Promise<void> {
  const observer = deployedObserver(settings, false);
  try {
    const nameServersOf = async (zone: string): Promise<readonly string[] | undefined> => {
      const answer = await observer.observeNameServers(zone);
      return answer.state === 'unknown' ? undefined : answer.state === 'absent' ? [] : answer.value.servers;
    };
    const { found, added, removed, held, failures } = await followZones(accounts, route53, {
      ...publishing(store, settings),
      confirmation: settings.confirmRemovals,
      clock,
      nameServersOf,
    });
    logger.info('directory follows the hosted zones', { found, added, removed, held });
    for (const { account, what, error } of failures)
      logger.error('hosted zones could not be read', { account, what, error });
    if (failures.length > 0)
      throw new Error(
        `${failures.length} parts of the hosted zones could not be read; nothing changed for their domains. docs/route53.md has the permissions that are needed.`,
      );
  } finally {
    observer.close();
  }
}

async function repair(
  accounts: readonly ZoneConnection[],
  { repair: kinds, reportsTo = [] }: Zones,
  signal: AbortSignal,
): Promise<void> {
  if (kinds.length === 0) return;
  const makeObserver = () => deployedObserver(settings, false);
  const { changed, failures } = await autoRepair(
    { kinds, reportsTo },
    { ...publishing(store, settings), accounts, makeObserver, signal },
  );
  if (changed.length > 0) logger.info('hosted zones changed', { domains: changed });
  for (const { domain, error } of failures) logger.error('hosted zone could not be repaired', { domain, error });
  if (failures.length > 0)
    throw new Error(
      `${failures.length} repairs of hosted zones failed. docs/route53.md has the permissions that are needed.`,
    );
}
