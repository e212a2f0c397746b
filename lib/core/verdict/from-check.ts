import { domainReading } from '../judge/domain-reading';
import { tlsaFacts } from '../dane/facts';
import { mxDnssecOf } from '../dane/mx-dnssec';
import type { DomainObservation, Judgement, MxHostObservation } from '../model';
import { aspectAt } from '../model';
import type { DomainView, MxHostView } from './views';

/** The view of a look just made and its judgement. */
export function domainViewOfCheck(observation: DomainObservation, { findings, unknown }: Judgement): DomainView {
  const { policy, record, mx } = domainReading(observation, {});
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

/** The view of a look just made and its judgement. */
export function mxHostViewOfCheck(observation: MxHostObservation, { findings, unknown }: Judgement): MxHostView {
  const unseen = new Set(unknown.map(({ aspect }) => aspect));
  const seen = observation.endpoints
    .map(({ address }) => address)
    .filter((address) => !unseen.has(aspectAt('smtp', address)));
  const tlsa = tlsaFacts(observation, observation.observedAt);
  const leaves = new Set(observation.endpoints.map(({ tls }) => tls?.chain[0]));
  const names = Object.values(observation.certificates).flatMap(({ fingerprint, dnsNames }) =>
    leaves.has(fingerprint) ? [dnsNames] : [],
  );
  return { host: observation.host, findings, seen, unknown, names, ...(tlsa !== undefined && { tlsa }) };
}
