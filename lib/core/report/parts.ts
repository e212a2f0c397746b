import { createHash } from 'node:crypto';
import type { DomainReading } from '../reading/domain';
import { allAddresses } from '../reading/mx-set';
import type {
  CertificateFacts,
  MxHostObservation,
  Observed,
  PolicyEndpoint,
  PolicyFetch,
  SmtpEndpoint,
  TlsObservation,
  TxtAnswer,
} from '../model';
import { policyUrl } from '../mta-sts/policy-host';
import type { DomainReport } from './schema';
import { valueRead } from '../text/result';

type Policy = DomainReport['policy'];
type Certificate = DomainReport['certificates'][string];
type PolicyAddress = NonNullable<Policy['addresses']>[number];
type Address = DomainReport['mxHosts'][number]['addresses'][number];

/** The largest time that a Date can hold (ECMA-262). */
const LAST_TIME = 8.64e15;
export const isoTime = (time: number): string | null =>
  Math.abs(time) <= LAST_TIME ? new Date(time).toISOString() : null;

function txtPart(observed: Observed<TxtAnswer>): {
  state: Observed<TxtAnswer>['state'];
  texts: string[];
  cnameChain: string[];
} {
  if (observed.state === 'present')
    return {
      state: 'present',
      texts: observed.value.records.map((strings) => strings.join('')),
      cnameChain: [...observed.value.cnameChain],
    };
  return {
    state: observed.state,
    texts: [],
    cnameChain: observed.state === 'absent' ? [...(observed.cnameChain ?? [])] : [],
  };
}

export function stsRecordPart({ observation, record }: DomainReading): DomainReport['stsRecord'] {
  const id = record.state === 'read' ? valueRead(record.selection)?.id : undefined;
  return { ...txtPart(observation.stsRecord), ...(id !== undefined && { id }) };
}

export function tlsRptPart({ observation, tlsRpt }: DomainReading): DomainReport['tlsRptRecord'] {
  const rua = tlsRpt.state === 'read' ? valueRead(tlsRpt.selection)?.rua : undefined;
  return { ...txtPart(observation.tlsRptRecord), ...(rua !== undefined && { rua: [...rua] }) };
}

export function policyPart({ observation, counting, policy, policyText }: DomainReading): Policy {
  const { policyFetch: fetch, domain } = observation;
  const url = policyUrl(domain);
  if (fetch === undefined) return { url, state: 'unknown' };
  const { http, address, tls, failure = resolveFailure(fetch) } = counting ?? {};
  const body = policyText === undefined ? undefined : http?.body;
  return {
    url,
    state: policyState(
      fetch.addresses.state === 'absent',
      http !== undefined,
      policyText && policyText.value !== undefined,
    ),
    ...(policy !== undefined && { mode: policy.mode, mx: [...policy.mx], maxAge: policy.maxAge }),
    ...(body !== undefined && { body, sha256: createHash('sha256').update(body).digest('hex') }),
    ...(http !== undefined && {
      status: http.status,
      ...(http.contentType !== undefined && { contentType: http.contentType }),
    }),
    ...(address !== undefined && { address }),
    ...(tls !== undefined && { tls: sessionPart(tls) }),
    ...(failure !== undefined && { failure: { step: failure.step, cause: failure.cause, detail: failure.detail } }),
    ...(fetch.endpoints.length > 0 && { addresses: fetch.endpoints.map(policyAddressPart) }),
    ...notTried(fetch),
    durationMs: fetch.durationMs,
  };
}

const resolveFailure = ({ addresses }: PolicyFetch): Policy['failure'] =>
  addresses.state === 'unknown' ? { step: 'resolve', cause: addresses.cause, detail: addresses.detail } : undefined;

function notTried({ addresses, endpoints }: PolicyFetch): Pick<Policy, 'addressesNotTried'> {
  const tried = new Set(endpoints.map(({ address }) => address));
  const others = addresses.state === 'present' ? allAddresses(addresses.value).filter((each) => !tried.has(each)) : [];
  return endpoints.length === 0 || others.length === 0 ? {} : { addressesNotTried: others };
}

const policyAddressPart = ({ address, tls, http, failure, asSender }: PolicyEndpoint): PolicyAddress => ({
  address,
  ...(tls !== undefined && { tls: sessionPart(tls) }),
  ...(http !== undefined && {
    status: http.status,
    ...(http.status === 200 && { sha256: createHash('sha256').update(http.body).digest('hex') }),
    ...(http.server !== undefined && { server: http.server }),
  }),
  ...(failure !== undefined && { failure: { step: failure.step, cause: failure.cause, detail: failure.detail } }),
  ...(asSender?.letIn === true && { monitorRefused: true }),
});

function policyState(hostMissing: boolean, answered: boolean, valid: boolean | undefined): Policy['state'] {
  if (valid !== undefined) return valid ? 'valid' : 'invalid';
  return hostMissing || answered ? 'not-served' : 'unknown';
}

const sessionPart = ({ protocol, cipher, chain, trust }: TlsObservation): NonNullable<Policy['tls']> => ({
  protocol,
  cipher,
  chain: [...chain],
  trusted: trust.trusted,
  ...(trust.error !== undefined && { error: trust.error }),
});

export const cnameChainOf = ({ addresses }: MxHostObservation): string[] => [
  ...(addresses.state === 'present'
    ? addresses.value.cnameChain
    : addresses.state === 'absent'
      ? (addresses.cnameChain ?? [])
      : []),
];

export const addressPart = ({ address, greeting, startTlsOffered, tls, failure }: SmtpEndpoint): Address => ({
  address,
  ...(greeting !== undefined && { greeting }),
  ...(startTlsOffered !== undefined && { startTlsOffered }),
  ...(tls !== undefined && { tls: sessionPart(tls) }),
  ...(failure !== undefined && {
    failure: {
      step: failure.step,
      cause: failure.cause,
      detail: failure.detail,
      ...(failure.replyCode !== undefined && { replyCode: failure.replyCode }),
    },
  }),
});

export const certificatePart = (facts: CertificateFacts): Certificate => ({
  subject: facts.subject,
  issuer: facts.issuer,
  serialNumber: facts.serialNumber,
  validFrom: isoTime(facts.notBefore),
  validUntil: isoTime(facts.notAfter),
  names: [...facts.dnsNames],
  key: [facts.key.type.toUpperCase(), facts.key.curve ?? facts.key.bits].filter((part) => part !== undefined).join(' '),
  signatureAlgorithm: facts.signatureAlgorithm,
  spkiSha256: facts.spkiSha256,
});
