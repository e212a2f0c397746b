import type { ComparedType, HostedZone, IntendedRecords, ZoneView } from '../model';
import { tlsaName } from '../dane/record';
import type { ZoneContent } from './content';
import { isWithin } from './name';
import { comparable } from './values';

export interface ViewOf {
  readonly zone: HostedZone;
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

/** More than a zone of people holds; what is beyond is not compared, so that an item of the directory stays small. */
const MOST_RECORDS = 20;
const MOST_CHARACTERS = 2_000;
const MOST_HOSTS = 20;

/** What the zone says about a mail domain in it: its two TXT records, its MX records, and TLSA records of its MX hosts in the same zone. */
export function zoneView(domain: string, content: ZoneContent, { zone, account, readAt }: ViewOf): ZoneView {
  const mx = intended(domain, 'MX', content);
  const hosts = (mx?.records ?? [])
    .map((record) => record.slice(record.indexOf(' ') + 1))
    .filter((host) => isWithin(host, content.zone))
    .slice(0, MOST_HOSTS);
  const tlsa = [...new Set(hosts)]
    .map((host) => intended(tlsaName(host), 'TLSA', content))
    .filter((one) => one !== undefined && one.records.length > 0);
  const all = [
    intended(`_mta-sts.${domain}`, 'TXT', content),
    intended(`_smtp._tls.${domain}`, 'TXT', content),
    mx,
    ...tlsa,
  ];
  return {
    zone: zone.name,
    zoneId: zone.id,
    account,
    readAt,
    nameServers: content.nameServers,
    negativeTtl: content.negativeTtl,
    intended: all.filter((one) => one !== undefined),
  };
}

/** Undefined when the answer depends on more than the zone's text. */
function intended(name: string, type: ComparedType, content: ZoneContent): IntendedRecords | undefined {
  const holding = content.holding(name, type);
  switch (holding.state) {
    case 'records': {
      const { values, ttl = 0 } = holding.set;
      const records = values.map((value) => comparable(type, value)).sort();
      if (records.length > MOST_RECORDS || records.join('').length > MOST_CHARACTERS) return undefined;
      return { name, type, ttl, records };
    }
    case 'cname':
      return { name, type, ttl: holding.ttl, records: [], cname: holding.target };
    case 'none':
      return { name, type, ttl: 0, records: [] };
    case 'alias':
    case 'routed':
    case 'delegated':
      return undefined;
  }
}
