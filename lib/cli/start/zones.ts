import type { AlertPolicy } from '../../core/alerting';
import { count } from '../../core/findings/words';
import type { DomainPatterns } from '../../core/zone/patterns';
import type { AutoRepairRules } from '../../monitor/zones/auto-repair';
import { autoRepair } from '../../monitor/zones/auto-repair';
import { followZones } from '../../monitor/zones/follow';
import type { ZoneConnection } from '../../route53/account';
import type { OpenStore } from '../../storage/store';
import type { ObserverMaker } from '../observer';
import { heldDomains } from '../../monitor/removals';
import { heldSentence } from '../history/held';
import { safe } from '../terminal/escape';
import type { Screen } from '../terminal/screen';
import { systemClock } from '../terminal/time';
import { zoneFailure } from '../zones/words';

export interface ZoneJob {
  /** Milliseconds. */
  readonly every: number;
  readonly patterns: DomainPatterns;
  readonly accounts: () => readonly ZoneConnection[];
  /** What is mended in the zones by itself. */
  readonly repair: AutoRepairRules;
}

export interface ReadZonesDeps {
  readonly store: OpenStore;
  readonly policy: AlertPolicy;
  readonly makeObserver: ObserverMaker;
  /** The code of `confirmRemovals`. */
  readonly confirmation: string | undefined;
  readonly screen: Screen;
}

/** Reads the hosted zones, and says what that changed and what could not be read. */
export async function readZones(
  { accounts, patterns, repair }: ZoneJob,
  signal: AbortSignal,
  { store, policy, makeObserver, confirmation, screen }: ReadZonesDeps,
): Promise<void> {
  const connections = accounts();
  // Four zones a second: an account of many takes minutes.
  screen.status('Reading the hosted zones of Route 53 …');
  const observer = makeObserver();
  const nameServersOf = async (zone: string): Promise<readonly string[] | undefined> => {
    const answer = await observer.observeNameServers(zone, signal);
    return answer.state === 'unknown' ? undefined : answer.state === 'absent' ? [] : answer.value.servers;
  };
  try {
    const { found, added, removed, held, failures } = await followZones(connections, patterns, {
      store,
      clock: systemClock,
      policy,
      confirmation,
      nameServersOf,
      signal,
    });
    for (const { account, what, error } of failures)
      screen.event([
        `Route 53, ${safe(account)}: ${safe(what)} could not be read, so nothing changes for its domains: ${zoneFailure(error)}`,
      ]);
    if (added + removed > 0)
      screen.event([`Route 53: ${count(found, 'mail domain')} in hosted zones, ${added} new, ${removed} gone.`]);
    if (held > 0) screen.event([heldSentence(await heldDomains(store), undefined)]);
    // What is changed is told as an alert.
    const repaired = await autoRepair(repair, {
      store,
      clock: systemClock,
      policy,
      accounts: connections,
      makeObserver,
      signal,
    });
    for (const { domain, error } of repaired.failures)
      screen.event([`Route 53: ${safe(domain)} could not be repaired: ${zoneFailure(error)}`]);
  } finally {
    observer.close();
    for (const connection of connections) connection.close();
  }
}
