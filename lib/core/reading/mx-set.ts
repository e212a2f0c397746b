import type { AddressAnswer, DomainObservation, FailureCause, MxRecord, Observed } from '../model';
import { addressFamily } from '../text/domain-name';

/** Where mail for a domain goes, as far as its MX records tell (RFC 5321 section 5.1). */
export type MxSet =
  | NamedMxSet
  | { readonly form: 'null' | 'none' }
  | { readonly form: 'unknown'; readonly cause: FailureCause; readonly detail: string };

export interface NamedMxSet {
  readonly form: 'mx' | 'implicit';
  readonly hosts: readonly MxRecord[];
  /** Exchanges that are addresses, which nobody can deliver to. */
  readonly addresses: readonly MxRecord[];
  /** A null MX stands beside them. */
  readonly withNull: boolean;
}

/** Reads the MX set of a domain: hosts once each, by preference and then name. */
export function mxSetOf({
  domain,
  mx,
  domainAddresses,
}: Pick<DomainObservation, 'domain' | 'mx' | 'domainAddresses'>): MxSet {
  if (mx.state === 'unknown') return { form: 'unknown', cause: mx.cause, detail: mx.detail };
  if (mx.state === 'present' && mx.value.records.length > 0) return fromRecords(mx.value.records);
  const addresses = domainAddresses && settled(domainAddresses);
  if (addresses === undefined)
    return { form: 'unknown', cause: 'internal', detail: 'the address of the domain was not looked up' };
  if (addresses.state === 'unknown') return { form: 'unknown', cause: addresses.cause, detail: addresses.detail };
  if (addresses.state === 'absent' || allAddresses(addresses.value).length === 0) return { form: 'none' };
  return { form: 'implicit', hosts: [{ preference: 0, exchange: domain }], addresses: [], withNull: false };
}

/** No address in one family proves nothing while the lookup of the other failed. */
export const settled = (answer: Observed<AddressAnswer>): Observed<AddressAnswer> =>
  answer.state === 'present' && allAddresses(answer.value).length === 0
    ? (answer.value.unknownFamily ?? answer)
    : answer;

export const allAddresses = ({ ipv4, ipv6 }: AddressAnswer): readonly string[] => [...ipv4, ...ipv6];

function fromRecords(records: readonly MxRecord[]): MxSet {
  const named = records.filter(({ exchange }) => exchange !== '');
  if (named.length === 0) return { form: 'null' };
  const hosts = new Map<string, MxRecord>();
  for (const record of [...named].sort(byPreference))
    if (!hosts.has(record.exchange)) hosts.set(record.exchange, record);
  const isAddress = ({ exchange }: MxRecord): boolean => addressFamily(exchange) !== undefined;
  return {
    form: 'mx',
    hosts: [...hosts.values()].filter((record) => !isAddress(record)),
    addresses: [...hosts.values()].filter(isAddress),
    withNull: named.length < records.length,
  };
}

const byPreference = (a: MxRecord, b: MxRecord): number =>
  a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1);
