import { certificateNames } from '../certificate/names';
import { entryOf, refusesDane } from '../findings';
import type { DaneHostStanding, DaneStanding, Finding, MxHostStanding } from '../model';
import { escapeHidden } from '../text/escape';
import { addressesOf } from './addresses';
import { titleClause } from './titles';
import type { DomainView, MxHostView } from './views';

/** Whether a certificate that is not for its MX host is for the domain itself, which is as good where the MX records are signed (RFC 7672 section 3.2.2). */
export const isForDomain = (
  finding: Finding,
  { domain, mxDnssec }: { readonly domain: string; readonly mxDnssec: DomainView['mxDnssec'] | undefined },
): boolean =>
  finding.kind === 'mx-host-tlsa-name-mismatch' &&
  mxDnssec === 'secure' &&
  certificateNames(finding.evidence.names, domain);

/** What senders that use DANE do with an MX host of the domain; undefined when the looks did not tell about DNSSEC. */
export function daneHostStanding(
  { domain, mxDnssec }: Pick<DomainView, 'domain' | 'mxDnssec'>,
  { findings, seen, tlsa, unknown }: MxHostView,
): DaneHostStanding | undefined {
  const records = tlsa?.secure === true ? tlsa.records : [];
  const standing = (state: DaneHostStanding['state']): DaneHostStanding => ({
    state,
    records,
    rollOver: tlsa?.rollOver === true,
    ...(tlsa?.secure === true && { baseDomain: tlsa.baseDomain }),
  });
  const refusing = findings.filter((finding) => refusesDane(finding) && !isForDomain(finding, { domain, mxDnssec }));
  if (refusing.some(({ kind, aspects }) => entryOf(kind).lookup === true || aspects.includes('addresses')))
    return standing('refused');
  if (unknown.some(({ aspect }) => aspect === 'tlsa')) return standing('unknown');
  if (tlsa === undefined) return undefined;
  if (tlsa?.secure !== true) return standing('not-used');
  const closed = addressesOf(refusing);
  if (seen.length === 0 && closed.size === 0) return standing('unknown');
  if (seen.every((address) => closed.has(address))) return standing('refused');
  // Behind an address that nobody reaches a sender tries the next; it loses time, and no protection.
  if (addressesOf(refusing.filter(({ kind }) => entryOf(kind).refusesDane === true)).size > 0)
    return standing('partly');
  return standing(tlsa.usable ? 'authenticated' : 'encrypted');
}

/** What DANE does for mail to a domain; undefined when the looks did not tell about DNSSEC. */
export function daneStanding(
  { domain, mx, mxDnssec, findings }: DomainView,
  hosts: readonly MxHostStanding[],
): DaneStanding | undefined {
  const bogus = findings.find(({ kind, aspects }) => kind === 'dnssec-bogus' && aspects.includes('mx'));
  if (bogus !== undefined)
    return { state: 'undeliverable', mxRecords: 'bogus', reasons: [`${entryOf(bogus.kind).title(bogus)}.`] };
  const judged = hosts.filter(({ dane }) => dane !== undefined);
  if (mxDnssec === undefined && judged.length === 0) return undefined;
  const having = (...states: readonly DaneHostStanding['state'][]): readonly MxHostStanding[] =>
    judged.filter(({ dane }) => dane !== undefined && states.includes(dane.state));
  const told = (state: DaneStanding['state'], ...reasons: readonly string[]): DaneStanding => ({
    state,
    reasons: reasons.map(escapeHidden),
    ...(mxDnssec !== undefined && { mxRecords: mxDnssec }),
  });
  if (mx?.form === 'null' || mx?.form === 'none') return told('not-used', `${domain} has no MX host.`);
  const using = judged.length - having('not-used', 'unknown').length;
  const refused = having('refused', 'partly').map(refusal);
  if (having('not-used').length === hosts.length) return told('not-used', 'No MX host has TLSA records that count.');
  if (mxDnssec !== undefined && mxDnssec !== 'secure' && using > 0)
    return told(
      'not-signed',
      `The MX records of ${domain} are not signed, so that senders need not heed TLSA records of its MX hosts (RFC 7672 section 2.2.1).`,
      ...refused,
    );
  if (hosts.length > 0 && having('refused').length === hosts.length) return told('undeliverable', ...refused);
  const weak = [
    ...having('not-used').map(({ host }) => `MX host ${host} has no TLSA record that counts.`),
    ...having('encrypted').map(
      ({ host }) =>
        `No TLSA record of MX host ${host} can be used: TLS is a must there, and whom it leads to is not checked.`,
    ),
  ];
  const unseen = having('unknown').length + hosts.length - judged.length;
  if (refused.length > 0)
    return told(
      'degraded',
      ...(unseen > 0 ? [`${unseen} of ${hosts.length} MX hosts could not be checked, and may fail too.`] : []),
      ...refused,
      ...weak,
    );
  if (mxDnssec === undefined || unseen > 0)
    return told('unknown', 'What is needed to judge DANE could not all be seen.', ...weak);
  return weak.length > 0
    ? told('partial', ...weak)
    : told(
        'protected',
        `The MX records are signed, and ${hosts.length === 1 ? 'the MX host is' : `all ${hosts.length} MX hosts are`} authenticated by TLSA records.`,
      );
}

function refusal({ host, dane, findings }: MxHostStanding): string {
  const causes = [...new Set(findings.filter(refusesDane).map(titleClause))];
  return `Senders that use DANE do not deliver to MX host ${host}${dane?.state === 'partly' ? ' at some of its addresses' : ''}${causes.length === 0 ? '' : `: ${causes.join('; ')}`}.`;
}
