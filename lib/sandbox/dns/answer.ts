import type { Answer, Question } from 'dns-packet';
import type { DnsFault, ZoneNode, ZoneView } from './zone';

/** RFC 1035, section 4.1.1. */
const RCODE = { noError: 0, servfail: 2, nxdomain: 3, notimp: 4, refused: 5 } as const;

export interface Reply {
  readonly rcode: number;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
  /** Everything in it came from names declared secure. */
  readonly secure: boolean;
  readonly fault?: DnsFault;
  readonly lateBy: number;
}

const DEFAULT_TTL = 60;
const MAX_ALIASES = 16;

/** What the zone says to a question: aliases followed, and a SOA beside a negative answer (RFC 2308, section 3). */
export function answer(zone: ZoneView, { name, type }: Question): Reply {
  const answers: Answer[] = [];
  let owner = name;
  let secure = true;
  let lateBy = 0;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const node = zone.find(owner);
    if (!node) return { rcode: RCODE.nxdomain, answers, authorities: [soa(owner)], secure, lateBy };
    secure &&= node.secure === true;
    lateBy += node.lateBy ?? 0;
    const fault = typeof node.fault === 'string' ? node.fault : node.fault?.[type];
    if (fault) return { rcode: faultCode(fault), answers: [], authorities: [], secure: false, fault, lateBy };
    if (node.CNAME === undefined || type === 'CNAME') {
      const found = records(owner, type, node);
      answers.push(...found);
      return { rcode: RCODE.noError, answers, authorities: found.length > 0 ? [] : [soa(owner)], secure, lateBy };
    }
    answers.push({ type: 'CNAME', name: owner, ttl: node.ttl ?? DEFAULT_TTL, data: node.CNAME });
    owner = node.CNAME;
  }
  // A resolver gives up on a loop.
  return { rcode: RCODE.servfail, answers: [], authorities: [], secure: false, lateBy };
}

function faultCode(fault: DnsFault): number {
  if (fault === 'servfail' || fault === 'bogus') return RCODE.servfail;
  return fault === 'refused' || fault === 'notimp' ? RCODE[fault] : RCODE.noError;
}

function records(name: string, type: Question['type'], node: ZoneNode): Answer[] {
  const common = { name, ttl: node.ttl ?? DEFAULT_TTL };
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'NS':
      return (node[type] ?? []).map((data) => ({ ...common, type, data }));
    case 'SOA':
      return node.SOA === undefined ? [] : [soa(name, node.SOA, name)];
    case 'CNAME':
      return node.CNAME === undefined ? [] : [{ ...common, type, data: node.CNAME }];
    case 'MX':
      return (node.MX ?? []).map(([preference, exchange]) => ({ ...common, type, data: { preference, exchange } }));
    case 'TXT':
      return (node.TXT ?? []).map((strings) => ({ ...common, type, data: [...strings] }));
    case 'TLSA':
      return (node.TLSA ?? []).map(({ usage, selector, matchingType, data }) => ({
        ...common,
        type,
        data: { usage, selector, matchingType, certificate: Buffer.from(data, 'hex') },
      }));
    default:
      return [];
  }
}

function soa(name: string, serial = 1, zone = name.split('.').at(-1) ?? ''): Answer {
  return {
    type: 'SOA',
    name: zone,
    ttl: DEFAULT_TTL,
    data: {
      mname: `ns.${zone}`,
      rname: `hostmaster.${zone}`,
      serial,
      refresh: 3600,
      retry: 600,
      expire: 86_400,
      minimum: DEFAULT_TTL,
    },
  };
}
