import type { HostedZone, ZoneView } from '../../core/model';
import { ZoneContent } from '../../core/zone/content';
import { mailDomains } from '../../core/zone/mail-domains';
import type { DomainPatterns } from '../../core/zone/patterns';
import { isWanted } from '../../core/zone/patterns';
import { zoneView } from '../../core/zone/view';
import type { Clock, ZoneAccount } from '../ports';

/** What was read of one account. What could not be read says nothing about the domains in it. */
export interface ReadAccount {
  readonly name: string;
  /** One for each mail domain and zone: two public zones may have one name, of which at most one is asked by the world. */
  readonly found: readonly { readonly domain: string; readonly view: ZoneView }[];
  /** Public zones that are there, by id; not set when the list could not be read whole. */
  readonly zoneIds?: ReadonlySet<string>;
  /** Ids of the zones whose records were read whole. */
  readonly readZones: ReadonlySet<string>;
  readonly failures: readonly { readonly what: string; readonly error: unknown }[];
}

/** Reads the public zones of an account. @throws the signal's reason when it is aborted */
export async function readAccount(
  account: ZoneAccount,
  patterns: DomainPatterns,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ReadAccount> {
  const found: { domain: string; view: ZoneView }[] = [];
  const readZones = new Set<string>();
  const failures: { what: string; error: unknown }[] = [];
  const zones = await listZones(account, failures);
  for (const zone of zones ?? []) {
    signal?.throwIfAborted();
    try {
      const readAt = clock.now();
      const content = await readZone(account, zone);
      for (const domain of mailDomains(content))
        if (isWanted(domain, patterns))
          found.push({ domain, view: zoneView(domain, content, { zone, account: account.name, readAt }) });
      readZones.add(zone.id);
    } catch (error) {
      failures.push({ what: `the zone ${zone.name} (${zone.id})`, error });
    }
  }
  return {
    name: account.name,
    found,
    readZones,
    failures,
    ...(zones !== undefined && { zoneIds: new Set(zones.map(({ id }) => id)) }),
  };
}

async function listZones(
  account: ZoneAccount,
  failures: { what: string; error: unknown }[],
): Promise<readonly HostedZone[] | undefined> {
  const zones: HostedZone[] = [];
  try {
    for await (const zone of account.zones()) if (!zone.isPrivate) zones.push(zone);
    return zones;
  } catch (error) {
    failures.push({ what: 'the list of zones', error });
    return undefined;
  }
}

/** All record sets of a zone. */
export async function readZone(
  account: Pick<ZoneAccount, 'recordSets'>,
  { id, name }: HostedZone,
): Promise<ZoneContent> {
  const sets = [];
  for await (const set of account.recordSets(id)) sets.push(set);
  return new ZoneContent(name, sets);
}
