import type { DnssecStatus, DomainObservation } from '../model';

/** What DNSSEC says of a domain's MX records, or of their absence: unless they are secure, senders need not use DANE (RFC 7672 section 2.2.1). */
export function mxDnssecOf({ mx }: Pick<DomainObservation, 'mx'>): DnssecStatus | undefined {
  if (mx.state === 'unknown') return undefined;
  return mx.state === 'present' ? mx.value.dnssec : mx.dnssec;
}
