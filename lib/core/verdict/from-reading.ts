import { mxDnssecOf } from '../dane/mx-dnssec';
import type { Judgement } from '../model';
import { aspectAt } from '../model';
import type { DomainReading } from '../reading/domain';
import type { MxHostReading } from '../reading/mx-host';
import type { DomainView, MxHostView } from './views';

/** The view of a check just made and its judgement. */
export function domainViewOfReading(reading: DomainReading, { findings, unknown }: Judgement): DomainView {
  const { observation, policy, record, mx } = reading;
  const mxDnssec = mxDnssecOf(observation);
  return {
    domain: observation.domain,
    findings,
    recordKnown: record.state !== 'unknown',
    ...(record.state === 'none' && { recordAbsent: true }),
    ...(policy !== undefined && { policy: { mode: policy.mode, mx: policy.mx } }),
    ...(mx.form !== 'unknown' && {
      mx:
        'hosts' in mx
          ? { form: mx.form, hosts: mx.hosts, addresses: mx.addresses }
          : { form: mx.form, hosts: [], addresses: [] },
    }),
    ...(mxDnssec !== undefined && { mxDnssec }),
    unknown: unknown.map(({ aspect, cause }) => ({ aspect, cause })),
  };
}

/** The view of a check just made and its judgement. */
export function mxHostViewOfReading(
  { observation, tlsa }: MxHostReading,
  { findings, unknown }: Judgement,
): MxHostView {
  const unseen = new Set(unknown.map(({ aspect }) => aspect));
  const seen = observation.endpoints
    .map(({ address }) => address)
    .filter((address) => !unseen.has(aspectAt('smtp', address)));
  const leaves = new Set(observation.endpoints.map(({ tls }) => tls?.chain[0]));
  const names = Object.values(observation.certificates).flatMap(({ fingerprint, dnsNames }) =>
    leaves.has(fingerprint) ? [dnsNames] : [],
  );
  return { host: observation.host, findings, seen, unknown, names, ...(tlsa !== undefined && { tlsa }) };
}
