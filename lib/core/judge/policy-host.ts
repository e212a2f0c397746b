import { breaksPolicy, findingOf, mergeFindings } from '../findings';
import type { Aspect, Finding, FindingEvidence, FindingKind, Judgement, PolicyFetch, UnknownAspect } from '../model';
import { aspectAt } from '../model';
import { policyHost } from '../mta-sts/policy-host';
import { aliasOf } from './alias';
import type { DomainReading } from '../reading/domain';
import { usesMtaSts } from '../reading/domain';
import { policyFetchOutcome } from './failures';
import { failedLookup } from './lookup';
import type { Dates } from './options';
import { allAddresses, settled } from '../reading/mx-set';
import { policyDifference } from './policy-differs';
import type { EndpointJudgement } from './policy-endpoint';
import { judgeEndpoint, severityIn } from './policy-endpoint';
import type { ReadEndpoint } from '../reading/policy-endpoints';

const ASPECTS = ['policy'] as const;

/** Stands for all IPv6 addresses where there is no IPv6: which of them were tried changes from check to check. */
const OVER_IPV6: Aspect = 'policy:ipv6';

/** The way to the policy (RFC 8461 section 3.3): name, connection, TLS, certificate and HTTP answer, at each address. */
export function judgePolicyHost(reading: DomainReading, dates: Dates): Judgement {
  const { policyFetch } = reading.observation;
  if (policyFetch === undefined) {
    const unfetched: UnknownAspect = { aspect: 'policy', cause: 'not-observed', detail: 'the policy was not fetched' };
    return { findings: [], unknown: reading.record.state === 'none' ? [] : [unfetched] };
  }
  const judged = judgeFetch(reading, policyFetch, dates);
  if (usesMtaSts(reading) || reading.record.state === 'unknown') return judged;
  // Whatever answers at the name, if anything, was not meant as a policy host.
  return {
    findings: [],
    unknown: judged.unknown
      .filter(({ aspect }) => aspect === 'policy')
      .map(({ aspect, cause, detail }) => ({ aspect, cause, detail })),
  };
}

function judgeFetch(reading: DomainReading, policyFetch: PolicyFetch, dates: Dates): Judgement {
  const { subject } = reading;
  const addresses = settled(policyFetch.addresses);
  if (addresses.state === 'unknown') {
    const { cause, detail } = addresses;
    const outcome = policyFetchOutcome('resolve', cause);
    if (outcome.state === 'finding')
      return { findings: [ofName(reading, 'policy-host-address-not-public', { addresses: [] })], unknown: [] };
    return {
      findings: [],
      unknown: [
        failedLookup({ subject, aspect: 'policy', name: policyHost(subject.name), type: 'A/AAAA', cause, detail }),
      ],
    };
  }
  if (addresses.state === 'absent' || allAddresses(addresses.value).length === 0) {
    // Without a record, a name without an address is no fault, and with an unknown one nobody can tell.
    const name = (addresses.state === 'absent' ? addresses.cnameChain?.at(-1) : undefined) ?? policyHost(subject.name);
    return {
      findings:
        reading.record.state === 'read'
          ? [ofName(reading, 'policy-host-missing', { name, ...aliasOf(addresses) })]
          : [],
      unknown: [],
    };
  }
  return judgeAddresses(reading, dates);
}

const ofName = <K extends FindingKind>(reading: DomainReading, kind: K, evidence: FindingEvidence[K]): Finding =>
  findingOf({ kind, subject: reading.subject, evidence, aspects: ASPECTS, severity: severityIn(reading) });

interface Judged extends EndpointJudgement {
  readonly read: ReadEndpoint;
}

/** A fault at several addresses is one finding that names them all; at some, it is as grave as what senders meet there. */
function judgeAddresses(reading: DomainReading, dates: Dates): Judgement {
  const { endpoints, doubtful } = reading.served;
  const judged = endpoints.map((read): Judged => ({ read, ...judgeEndpoint(reading, read, dates) }));
  const servedAt = judged.filter(isServed).map(({ read }) => read.endpoint.address);
  const findings = mergeFindings(judged.flatMap((each) => each.findings)).map((found) => atSome(found, servedAt));
  const unseen = judged.flatMap(({ unknown, read }) => (unknown === undefined ? [] : [{ unknown, read }]));
  const disputed = doubtful.map(({ address }): UnknownAspect => ({
    aspect: aspectAt('policy', address),
    cause: 'disagreement',
    detail: `one resolver alone names ${address}, which does not prove the name`,
  }));
  if (judged.length === unseen.length) return { findings, unknown: [wholeUnknown(unseen, disputed)] };
  return {
    findings: [
      ...findings,
      ...policyDifference(
        reading,
        judged.filter((each) => !each.findings.some(breaksPolicy)).map(({ read }) => read),
      ),
    ],
    unknown: [...addressUnknowns(unseen, servedAt), ...disputed],
  };
}

/** Whether a sender gets a valid policy at the address. */
const isServed = ({ read, findings, unknown }: Judged): boolean =>
  unknown === undefined && read.text?.value !== undefined && !findings.some(breaksPolicy);

/** What keeps senders from the policy at one address keeps them from it by chance, or until they retry, when another serves it. */
function atSome(finding: Finding, servedAt: readonly string[]): Finding {
  if (servedAt.length === 0 || !breaksPolicy(finding)) return finding;
  return { ...finding, severity: 'warning', evidence: { ...finding.evidence, partly: true, servedAt } } as Finding;
}

type Unseen = Pick<Judged, 'read'> & { readonly unknown: UnknownAspect };

const withoutRoute = ({ read: { endpoint }, unknown }: Unseen): boolean =>
  endpoint.family === 6 && unknown.cause === 'unreachable';

/** No address showed whether the policy is served: then the policy host as a whole is unknown, for the reason at the address that came furthest. */
function wholeUnknown(unseen: readonly Unseen[], disputed: readonly UnknownAspect[]): UnknownAspect {
  const reached = unseen.filter((each) => !withoutRoute(each));
  const all = reached.length === 0 ? unseen : reached;
  const step = ({ read: { endpoint } }: Unseen): number =>
    ['connect', 'handshake', 'response'].indexOf(endpoint.failure?.step ?? 'response');
  const furthest = [...all].sort((a, b) => step(b) - step(a))[0];
  if (furthest === undefined)
    return {
      aspect: 'policy',
      cause: disputed.length === 0 ? 'not-observed' : 'disagreement',
      detail:
        disputed.length === 0
          ? 'no address was tried'
          : 'resolvers name different addresses, which fail in different ways',
    };
  const { cause, detail, becomes, tries } = furthest.unknown;
  const merged = mergeFindings(all.flatMap((each) => each.unknown.becomes ?? [])).find(
    ({ fingerprint }) => fingerprint === becomes?.fingerprint,
  );
  return {
    aspect: 'policy',
    cause,
    detail,
    ...(merged !== undefined && { becomes: { ...merged, aspects: ASPECTS } }),
    ...(tries !== undefined && { tries }),
  };
}

/** Addresses that are out of sight for the same reason would become one finding. */
function addressUnknowns(unseen: readonly Unseen[], servedAt: readonly string[]): readonly UnknownAspect[] {
  const reached = unseen.filter((each) => !withoutRoute(each));
  const merged = new Map(
    mergeFindings(reached.flatMap(({ unknown }) => unknown.becomes ?? [])).map((finding) => [
      finding.fingerprint,
      atSome(finding, servedAt),
    ]),
  );
  const notRouted = unseen.filter(withoutRoute).map(({ read }) => read.endpoint.address);
  return [
    ...reached.map(({ unknown: { becomes, ...aspect } }): UnknownAspect => {
      const finding = becomes && merged.get(becomes.fingerprint);
      return { ...aspect, ...(finding && { becomes: finding }) };
    }),
    ...(notRouted.length === 0
      ? []
      : [
          { aspect: OVER_IPV6, cause: 'unreachable', detail: `no route from here to ${notRouted.join(', ')}` } as const,
        ]),
  ];
}
