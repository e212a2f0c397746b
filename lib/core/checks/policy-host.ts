import { findingOf } from '../findings';
import type {
  Finding,
  FindingEvidence,
  FindingKind,
  HttpAnswer,
  Judgement,
  PolicyFetch,
  Severity,
  TlsObservation,
  UnknownAspect,
} from '../model';
import { policyHost } from '../mta-sts/policy-host';
import { certificateFindings } from './certificate';
import type { DomainLook } from './domain-look';
import { usesMtaSts } from './domain-look';
import { policyFetchOutcome } from './failures';
import { boundedDetail, failedLookup } from './lookup';
import { allAddresses, settled } from './mx-hosts';
import { isOldTls } from './tls-version';

const ASPECTS = ['policy'] as const;

/** Addresses in evidence; a hostile zone holds hundreds. */
const ADDRESSES_KEPT = 20;

/** Reading stops at this bound, one octet behind it. */
const BODY_BOUND = 64 * 1024;

/** The way to the policy (RFC 8461 section 3.3): name, connection, TLS, certificate and HTTP answer. */
export function checkPolicyHost(look: DomainLook): Judgement {
  const { policyFetch } = look.observation;
  if (policyFetch === undefined) {
    const unfetched: UnknownAspect = { aspect: 'policy', cause: 'not-observed', detail: 'the policy was not fetched' };
    return { findings: [], unknown: look.record.state === 'none' ? [] : [unfetched] };
  }
  const judged = judgeFetch(look, policyFetch);
  if (usesMtaSts(look) || look.record.state === 'unknown') return judged;
  // Whatever answers at the name, if anything, was not meant as a policy host.
  return { findings: [], unknown: judged.unknown.map(({ aspect, cause, detail }) => ({ aspect, cause, detail })) };
}

function judgeFetch(look: DomainLook, fetch: PolicyFetch): Judgement {
  const { subject } = look;
  const addresses = settled(fetch.addresses);
  if (addresses.state === 'unknown') {
    const { cause, detail } = addresses;
    const outcome = policyFetchOutcome('resolve', cause);
    if (outcome.state === 'finding')
      return { findings: [finding(look, 'policy-host-address-not-public', { addresses: [] })], unknown: [] };
    return {
      findings: [],
      unknown: [
        failedLookup({ subject, aspect: 'policy', name: policyHost(subject.name), type: 'A/AAAA', cause, detail }),
      ],
    };
  }
  if (addresses.state === 'absent' || allAddresses(addresses.value).length === 0) {
    // Without a record, a name without an address is no fault, and with an unknown one nobody can tell.
    return {
      findings:
        look.record.state === 'read' ? [finding(look, 'policy-host-missing', { name: missingName(fetch, look) })] : [],
      unknown: [],
    };
  }
  const failed = fetch.failure === undefined ? undefined : judgeFailure(look, fetch, fetch.failure);
  const session = fetch.tls === undefined ? undefined : judgeTls(look, fetch, fetch.tls);
  return {
    findings: [
      ...(session?.findings ?? []),
      ...(failed?.findings ?? []),
      ...(fetch.http === undefined ? [] : judgeAnswer(look, fetch.http)),
    ],
    unknown: [
      ...(session?.unknown ?? []),
      ...(failed?.unknown ?? (fetch.http === undefined ? [unseen('the look ended without an answer')] : [])),
    ],
  };
}

const unseen = (detail: string): UnknownAspect => ({ aspect: 'policy', cause: 'internal', detail });

/** The end of the alias chain, when that is what has no address. */
const missingName = ({ addresses }: PolicyFetch, { subject }: DomainLook): string =>
  (addresses.state === 'absent' ? addresses.cnameChain?.at(-1) : undefined) ?? policyHost(subject.name);

/** Nothing is enforced in mode testing, so nothing that was promised is lost. */
const severityIn = ({ policy }: DomainLook): Severity | undefined =>
  policy === undefined || policy.mode === 'enforce' ? undefined : 'warning';

const finding = <K extends FindingKind>(look: DomainLook, kind: K, evidence: FindingEvidence[K]): Finding =>
  findingOf({ kind, subject: look.subject, evidence, aspects: ASPECTS, severity: severityIn(look) });

function judgeFailure(
  look: DomainLook,
  fetch: PolicyFetch,
  { step, cause, detail }: NonNullable<PolicyFetch['failure']>,
): Judgement {
  const outcome = policyFetchOutcome(step, cause);
  const found = outcome.kind === undefined ? undefined : failureFinding(look, fetch, outcome.kind);
  if (found !== undefined && outcome.state === 'finding') return { findings: [found], unknown: [] };
  return {
    findings: [],
    unknown: [{ aspect: 'policy', cause, detail, ...(found !== undefined && { becomes: found }) }],
  };
}

function failureFinding(
  look: DomainLook,
  { failure, address, addresses, http }: PolicyFetch,
  kind: FindingKind,
): Finding | undefined {
  if (failure === undefined) return undefined;
  const { step, cause, detail } = failure;
  const seen =
    address === undefined
      ? addresses.state === 'present'
        ? allAddresses(addresses.value).slice(0, ADDRESSES_KEPT)
        : []
      : [address];
  switch (kind) {
    case 'policy-host-unreachable':
    case 'policy-host-tls-failed':
    case 'policy-host-slow':
    case 'policy-response-failed':
      return finding(look, kind, { step, cause, detail: boundedDetail(detail), addresses: seen });
    case 'policy-host-address-not-public':
      return finding(look, kind, { addresses: seen });
    case 'policy-too-large':
      return finding(look, kind, { bytes: http?.bodyBytes ?? BODY_BOUND + 1 });
    case 'dns-failing':
      return findingOf({
        kind,
        subject: look.subject,
        evidence: { name: policyHost(look.subject.name), type: 'A/AAAA', cause, detail: boundedDetail(detail) },
        aspects: ASPECTS,
        discriminator: `${policyHost(look.subject.name)}/A/AAAA`,
      });
    default:
      return undefined;
  }
}

function judgeTls(look: DomainLook, { address }: PolicyFetch, tls: TlsObservation): Judgement {
  const { observation, subject, now, expiry } = look;
  const addresses = address === undefined ? [] : [address];
  const version = isOldTls(tls.protocol)
    ? [finding(look, 'policy-host-tls-version', { protocol: tls.protocol, addresses })]
    : [];
  if (tls.chain.length === 0) {
    const none = finding(look, 'policy-host-tls-failed', {
      step: 'handshake',
      cause: 'tls',
      detail: 'the server showed no certificate',
      addresses,
    });
    return { findings: [...version, none], unknown: [] };
  }
  const chain = certificateFindings({
    site: 'policy-host',
    subject,
    host: policyHost(subject.name),
    address,
    aspect: 'policy',
    tls,
    certificates: observation.certificates,
    now,
    expiry,
  });
  if (chain === undefined) return { findings: version, unknown: [unseen('the certificate could not be read')] };
  const severity = severityIn(look);
  return {
    findings: [
      ...version,
      ...chain.map((found) => (severity !== undefined && found.severity === 'error' ? { ...found, severity } : found)),
    ],
    unknown: [],
  };
}

function judgeAnswer(look: DomainLook, http: HttpAnswer): readonly Finding[] {
  const { status, contentType = '', location = '' } = http;
  if (status >= 300 && status < 400)
    return [finding(look, 'policy-redirect', { status, location: location.slice(0, 1024) })];
  if (status !== 200) return [finding(look, 'policy-http-status', { status })];
  return [
    ...(isPlainText(contentType)
      ? []
      : [finding(look, 'policy-content-type', { contentType: contentType.slice(0, 1024) })]),
    ...(http.truncated ? [finding(look, 'policy-too-large', { bytes: http.bodyBytes })] : []),
  ];
}

/** `text/plain`, with any parameter but a charset in which ASCII is not ASCII (RFC 9110 section 8.3.1). */
const isPlainText = (contentType: string): boolean =>
  /^text\/plain[ \t]*(;|$)/i.test(contentType.trim()) &&
  !/;[ \t]*charset[ \t]*=[ \t]*"?(utf-?(7|16|32)|ucs-?[24])/i.test(contentType);
