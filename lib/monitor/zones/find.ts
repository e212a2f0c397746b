import type { Absent, HostedZone, NameServerAnswer, Observed } from '../../core/model';
import { zoneCandidates } from '../../core/zone/name';
import type { ZoneContent } from '../../core/zone/content';
import type { ZoneAccount } from '../ports';
import { readZone } from './read';

/** The zone that a domain is in, read whole. */
export interface FoundZone {
  readonly account: ZoneAccount;
  readonly zone: HostedZone;
  readonly content: ZoneContent;
}

/** Why a domain cannot be repaired, in words for a person; names in it may be foreign: escape it where it is shown. */
export class NotRepairable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotRepairable';
  }
}

/**
 * The public zone that the world asks about a domain: the nearest one above it, in one of the accounts.
 * @throws NotRepairable when there is none, or the world is sent elsewhere; ZoneError when an account cannot be asked
 */
export async function findZone(
  domain: string,
  accounts: readonly ZoneAccount[],
  nameServersOf: (zone: string) => Promise<Observed<NameServerAnswer>>,
): Promise<FoundZone> {
  const privateZones: string[] = [];
  let unasked: NotRepairable | undefined;
  for (const name of zoneCandidates(domain)) {
    const perAccount = await Promise.all(
      accounts.map(async (account) => ({ account, zones: await account.zonesNamed(name) })),
    );
    const all = perAccount.flatMap(({ account, zones }) => zones.map((zone) => ({ account, zone })));
    privateZones.push(...all.filter(({ zone }) => zone.isPrivate).map(({ zone }) => `${zone.name} (${zone.id})`));
    const zones = all.filter(({ zone }) => !zone.isPrivate);
    if (zones.length === 0) continue;
    const served = await nameServersOf(name);
    if (served.state !== 'absent') return servedOne(name, zones, served);
    // A zone that nobody is sent to hides nothing of the zone above it.
    unasked ??= new NotRepairable(
      `Nobody is sent to the hosted zone ${idsOf(zones)}: a change of it would change nothing. Enter its name servers at the registrar of ${name} first.`,
    );
  }
  if (unasked !== undefined) throw unasked;
  const where = `in ${accounts.map(({ name }) => name).join(', ')}`;
  if (privateZones.length > 0)
    throw new NotRepairable(
      `${domain} is in private hosted zones alone ${where}: ${privateZones.join(', ')}. The world does not see those.`,
    );
  throw new NotRepairable(
    `There is no hosted zone for ${domain} ${where}. If it is in another account, name a role of that account in route53.accounts.`,
  );
}

type Candidate = Omit<FoundZone, 'content'>;

const idsOf = (candidates: readonly Candidate[]): string =>
  candidates.map(({ zone, account }) => `${zone.id} of ${account.name}`).join(', ');

async function servedOne(
  name: string,
  candidates: readonly Candidate[],
  served: Exclude<Observed<NameServerAnswer>, Absent>,
): Promise<FoundZone> {
  const ids = idsOf(candidates);
  if (served.state === 'unknown')
    throw new NotRepairable(
      `Which name servers answer for ${name} could not be learnt (${served.cause}${served.detail === '' ? '' : `: ${served.detail}`}), so it cannot be told whether the hosted zone ${ids} counts. Try again.`,
    );
  for (const { account, zone } of candidates) {
    const [given, content] = await Promise.all([account.nameServers(zone.id), readZone(account, zone)]);
    const own = new Set([...given, ...content.nameServers]);
    if (served.value.servers.every((server) => own.has(server))) return { account, zone, content };
  }
  throw new NotRepairable(
    `${name} is answered for by ${served.value.servers.join(', ')}, not by the hosted zone ${ids} alone: a change of it would not be seen, or only by some. Change the records there, or mend the delegation first.`,
  );
}
