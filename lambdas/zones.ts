import { followZones } from '../lib/monitor/zones/follow';
import { createObserver } from '../lib/probes/observer';
import { route53Account } from '../lib/route53/account';
import { clock, openStore, readSettings } from './shared/deployment';
import { publishing } from './shared/publishing';
import { logger } from './shared/telemetry';

const settings = readSettings();
const store = openStore(settings);

/**
 * Reads the hosted zones and brings the directory in line with them.
 * @throws Error when something could not be read, after all the rest is done: the function's alarm is the one to ring
 */
export async function handler(): Promise<void> {
  const { route53, look } = settings;
  if (route53 === undefined) throw new Error('No hosted zones are configured: the function was not deployed by the construct.');
  const accounts = [...(route53.ownAccount ? [route53Account()] : []), ...route53.accounts.map((role) => route53Account(role))];
  const observer = createObserver({ observeSmtp: false, ca: look.ca, resolverRate: look.resolverRate, ...(look.resolvers !== undefined && { resolvers: look.resolvers }) });
  try {
    const nameServersOf = async (zone: string): Promise<readonly string[] | undefined> => {
      const answer = await observer.observeNameServers(zone);
      return answer.state === 'unknown' ? undefined : answer.state === 'absent' ? [] : answer.value.servers;
    };
    const { found, added, removed, failures } = await followZones(accounts, route53, { ...publishing(store, settings), clock, nameServersOf });
    logger.info('directory follows the hosted zones', { found, added, removed });
    for (const { account, what, error } of failures) logger.error('hosted zones could not be read', { account, what, error: error as Error });
    if (failures.length > 0) throw new Error(`${failures.length} parts of the hosted zones could not be read; nothing changed for their domains. docs/route53.md has the permissions that are needed.`);
  } finally {
    observer.close();
    for (const account of accounts) account.close();
  }
}
