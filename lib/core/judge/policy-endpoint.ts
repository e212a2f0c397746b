import { findingOf } from '../findings';
import type {
  Aspect,
  Finding,
  FindingEvidence,
  FindingKind,
  HttpAnswer,
  PolicyEndpoint,
  RefusalEvidence,
  Severity,
  TlsObservation,
  UnknownAspect,
} from '../model';
import { aspectAt } from '../model';
import { codingsOf, isEncoded } from '../mta-sts/content-coding';
import { pageTitle } from '../mta-sts/page-title';
import { policyHost } from '../mta-sts/policy-host';
import { certificateFindings } from './certificate';
import type { DomainReading } from '../reading/domain';
import type { ReadEndpoint } from '../reading/policy-endpoints';
import { policyFetchOutcome } from './failures';
import { boundedDetail } from './lookup';
import { isTransientStatus, lastingFinding } from './not-now';
import type { Dates } from './options';
import { isOldTls } from './tls-version';

/** Reading stops at this bound, one octet behind it. */
const BODY_BOUND = 64 * 1024;

/** Header fields and titles in evidence, characters. */
const LONGEST_FIELD = 200;
const LONGEST_VALUE = 1024;

export interface EndpointJudgement {
  readonly findings: readonly Finding[];
  /** Set when the check does not show whether a sender gets the policy here. */
  readonly unknown?: UnknownAspect;
}

/** Judges the fetch from one address of the policy host (RFC 8461 section 3.3). */
export function judgeEndpoint(reading: DomainReading, read: ReadEndpoint, dates: Dates): EndpointJudgement {
  const { endpoint } = read;
  const { failure, tls, http } = endpoint;
  const failed = failure === undefined ? undefined : judgeFailure(reading, endpoint, failure);
  const session = tls === undefined ? undefined : judgeTls(reading, endpoint, tls, dates);
  const answered = http === undefined ? [] : judgeAnswer(reading, read, http);
  const putOff = http === undefined ? undefined : notNow(endpoint, http, answered);
  const unknown =
    session?.unknown ??
    failed?.unknown ??
    putOff ??
    (failed === undefined && http === undefined ? unseen(endpoint, 'the check ended without an answer') : undefined);
  const findings = [
    ...(session?.findings ?? []),
    ...(failed?.findings ?? []),
    ...answered.filter((found) => found !== putOff?.becomes),
  ];
  if (unknown === undefined) return { findings };
  const tried = { ...unknown, ...(endpoint.tries !== undefined && { tries: endpoint.tries }) };
  const lasting = lastingFinding(tried);
  return lasting === undefined ? { findings, unknown: tried } : { findings: [...findings, lasting] };
}

/** An answer that is "not now": its finding waits until it lasts. */
function notNow(
  endpoint: PolicyEndpoint,
  { status }: HttpAnswer,
  answered: readonly Finding[],
): UnknownAspect | undefined {
  const becomes = answered.find(({ kind }) => kind === 'policy-http-status');
  if (becomes === undefined || !isTransientStatus(status)) return undefined;
  return { aspect: aspectOf(endpoint), cause: 'http-transient', detail: `HTTP status ${status}`, becomes };
}

const aspectOf = ({ address }: PolicyEndpoint): Aspect => aspectAt('policy', address);

const unseen = (endpoint: PolicyEndpoint, detail: string): UnknownAspect => ({
  aspect: aspectOf(endpoint),
  cause: 'internal',
  detail,
});

/** Nothing is enforced in mode testing, so nothing that was promised is lost. */
export const severityIn = ({ policy }: DomainReading): Severity | undefined =>
  policy === undefined || policy.mode === 'enforce' ? undefined : 'warning';

/** A finding about the policy host at one of its addresses. */
const finding = <K extends FindingKind>(
  reading: DomainReading,
  endpoint: PolicyEndpoint,
  kind: K,
  evidence: FindingEvidence[K],
): Finding =>
  findingOf({ kind, subject: reading.subject, evidence, aspects: [aspectOf(endpoint)], severity: severityIn(reading) });

function judgeFailure(
  reading: DomainReading,
  endpoint: PolicyEndpoint,
  { step, cause, detail }: NonNullable<PolicyEndpoint['failure']>,
): EndpointJudgement {
  const aspect = { aspect: aspectOf(endpoint), cause, detail };
  // Most places without IPv6 say so in this way, and it is no news of the host.
  if (cause === 'unreachable' && endpoint.family === 6) return { findings: [], unknown: aspect };
  const outcome = policyFetchOutcome(step, cause);
  const found = outcome.kind === undefined ? undefined : failureFinding(reading, endpoint, outcome.kind);
  if (found !== undefined && outcome.state === 'finding') return { findings: [found] };
  return { findings: [], unknown: { ...aspect, ...(found !== undefined && { becomes: found }) } };
}

function failureFinding(reading: DomainReading, endpoint: PolicyEndpoint, kind: FindingKind): Finding | undefined {
  const { failure, http, address } = endpoint;
  if (failure === undefined) return undefined;
  const { step, cause, detail } = failure;
  const addresses = [address];
  switch (kind) {
    case 'policy-host-unreachable':
    case 'policy-host-tls-failed':
    case 'policy-host-slow':
    case 'policy-response-failed':
      return finding(reading, endpoint, kind, { step, cause, detail: boundedDetail(detail), addresses });
    case 'policy-host-address-not-public':
      return finding(reading, endpoint, kind, { addresses });
    case 'policy-too-large':
      return finding(reading, endpoint, kind, { bytes: http?.bodyBytes ?? BODY_BOUND + 1, addresses });
    default:
      return undefined;
  }
}

function judgeTls(
  reading: DomainReading,
  endpoint: PolicyEndpoint,
  tls: TlsObservation,
  dates: Dates,
): EndpointJudgement {
  const { observation, subject } = reading;
  const addresses = [endpoint.address];
  const version = isOldTls(tls.protocol)
    ? [finding(reading, endpoint, 'policy-host-tls-version', { protocol: tls.protocol, addresses })]
    : [];
  if (tls.chain.length === 0) {
    const none = finding(reading, endpoint, 'policy-host-tls-failed', {
      step: 'handshake',
      cause: 'tls',
      detail: 'the server showed no certificate',
      addresses,
    });
    return { findings: [...version, none] };
  }
  const chain = certificateFindings({
    site: 'policy-host',
    subject,
    host: policyHost(subject.name),
    address: endpoint.address,
    aspect: aspectOf(endpoint),
    tls,
    certificates: observation.certificates,
    ...dates,
  });
  if (chain === undefined) return { findings: version, unknown: unseen(endpoint, 'the certificate could not be read') };
  const severity = severityIn(reading);
  return {
    findings: [
      ...version,
      ...chain.map((found) => (severity !== undefined && found.severity === 'error' ? { ...found, severity } : found)),
    ],
  };
}

function judgeAnswer(reading: DomainReading, read: ReadEndpoint, http: HttpAnswer): readonly Finding[] {
  const { endpoint } = read;
  const { status, contentType = '', location = '' } = http;
  const { asSender } = endpoint;
  const addresses = [endpoint.address];
  const found = <K extends FindingKind>(kind: K, evidence: FindingEvidence[K]): Finding =>
    finding(reading, endpoint, kind, evidence);
  const blocked =
    asSender?.letIn === true ? [monitorBlocked(reading, endpoint, asSender.userAgent, asSender.refusal)] : [];
  if (status >= 300 && status < 400)
    return [...blocked, found('policy-redirect', { status, location: location.slice(0, LONGEST_VALUE), addresses })];
  if (status !== 200)
    return [
      ...blocked,
      found('policy-http-status', {
        ...refusalEvidence(http),
        addresses,
        ...(asSender?.letIn === false && { senderRefused: asSender.userAgent }),
      }),
    ];
  const coded = codingFinding(reading, read, http);
  return [
    ...blocked,
    ...(isPlainText(contentType)
      ? []
      : [found('policy-content-type', { contentType: contentType.slice(0, LONGEST_VALUE), addresses })]),
    ...(http.truncated ? [found('policy-too-large', { bytes: http.bodyBytes, addresses })] : []),
    ...(coded === undefined ? [] : [coded]),
  ];
}

/** The severity of the catalogue, whatever the mode of the policy: the domain is not at fault. */
const monitorBlocked = (
  { subject }: DomainReading,
  endpoint: PolicyEndpoint,
  userAgent: string,
  refusal: HttpAnswer | undefined,
): Finding =>
  findingOf({
    kind: 'policy-monitor-blocked',
    subject,
    evidence: {
      ...(refusal !== undefined && refusalEvidence(refusal)),
      userAgent,
      addresses: [endpoint.address],
    },
    aspects: [aspectOf(endpoint)],
  });

function refusalEvidence({ status, server, retryAfter, mitigation, body }: HttpAnswer): RefusalEvidence {
  const title = pageTitle(body);
  const cut = (text: string): string => text.slice(0, LONGEST_FIELD);
  return {
    status,
    ...(server !== undefined && { server: cut(server) }),
    ...(retryAfter !== undefined && { retryAfter: cut(retryAfter) }),
    ...(mitigation !== undefined && { mitigation: cut(mitigation) }),
    ...(title !== undefined && { title: cut(title) }),
  };
}

function codingFinding(reading: DomainReading, read: ReadEndpoint, http: HttpAnswer): Finding | undefined {
  const { endpoint } = read;
  const addresses = [endpoint.address];
  const encoding = codingsOf(http).join(', ').slice(0, LONGEST_FIELD);
  if (encoding === '' || http.truncated) return undefined;
  if (read.unreadable === true)
    return finding(reading, endpoint, 'policy-encoding-unreadable', { encoding, addresses });
  const applied = isEncoded(http);
  return findingOf({
    kind: 'policy-content-encoding',
    subject: reading.subject,
    evidence: { encoding, applied, addresses },
    aspects: [aspectOf(endpoint)],
    severity: applied ? undefined : 'info',
  });
}

/** `text/plain`, with any parameter but a charset in which ASCII is not ASCII (RFC 9110 section 8.3.1). */
const isPlainText = (contentType: string): boolean =>
  /^text\/plain[ \t]*(;|$)/i.test(contentType.trim()) &&
  !/;[ \t]*charset[ \t]*=[ \t]*"?(utf-?(7|16|32)|ucs-?[24])/i.test(contentType);
