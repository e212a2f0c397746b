import { findingOf } from '../findings';
import type { Finding, Judgement, Severity } from '../model';
import { mxNamesOf, mxPatternsOf } from '../mta-sts/match';
import type { StsPolicy } from '../mta-sts/policy-format';
import { aliasOf } from './alias';
import type { DomainReading } from '../reading/domain';
import { usesMtaSts } from '../reading/domain';
import { failedLookup } from './lookup';
import { allAddresses } from '../reading/mx-set';
import type { MxSet } from '../reading/mx-set';

const ASPECTS = ['mx'] as const;
/** Findings about the policy and the MX records together stay as they are while either is unknown. */
const BOTH = ['mx', 'policy-text'] as const;
/** Names in evidence; a hostile policy or zone holds thousands. */
const NAMES_KEPT = 20;

/** The MX records (RFC 5321 section 5.1, RFC 7505), and whether the policy covers them (RFC 8461 section 4.1). */
export function judgeMxSet(reading: DomainReading): Judgement {
  const { mx, subject } = reading;
  if (mx.form === 'unknown') {
    const type = reading.observation.mx.state === 'unknown' ? 'MX' : 'A/AAAA';
    return {
      findings: [],
      unknown: [failedLookup({ subject, aspect: 'mx', name: subject.name, type, cause: mx.cause, detail: mx.detail })],
    };
  }
  return { findings: findingsOf(reading, mx), unknown: [] };
}

function findingsOf(reading: DomainReading, mx: Exclude<MxSet, { form: 'unknown' }>): readonly Finding[] {
  const { subject, policy } = reading;
  switch (mx.form) {
    case 'none':
      return [
        findingOf({
          kind: 'mx-missing',
          subject,
          evidence: aliasOf(reading.observation.mx),
          aspects: ASPECTS,
          severity: severityOfNone(reading),
        }),
      ];
    case 'null':
      return policy === undefined || policy.mode === 'none'
        ? []
        : [findingOf({ kind: 'mx-null-with-policy', subject, evidence: { mode: policy.mode }, aspects: BOTH })];
    case 'implicit':
      return [
        ...implicit(reading),
        ...coverage(
          reading,
          mx.hosts.map(({ exchange }) => exchange),
        ),
      ];
    case 'mx': {
      const exchanges = mx.hosts.map(({ exchange }) => exchange);
      return [
        ...(mx.withNull
          ? [
              findingOf({
                kind: 'mx-null-not-alone',
                subject,
                evidence: { exchanges: exchanges.slice(0, NAMES_KEPT), ...aliasOf(reading.observation.mx) },
                aspects: ASPECTS,
              }),
            ]
          : []),
        ...(mx.addresses.length === 0
          ? []
          : [
              findingOf({
                kind: 'mx-is-address',
                subject,
                evidence: {
                  exchanges: mx.addresses.slice(0, NAMES_KEPT).map(({ exchange }) => exchange),
                  ...aliasOf(reading.observation.mx),
                },
                aspects: ASPECTS,
              }),
            ]),
        ...coverage(reading, exchanges),
      ];
    }
  }
}

/** A domain that sends and receives no mail often has no MX; one with a policy means to receive. */
// Mail is returned with or without a policy; and a name that was mistyped in a list must not pass for a healthy one.
const severityOfNone = (reading: DomainReading): Severity =>
  reading.policy?.mode === 'enforce' ? 'critical' : 'error';

function implicit(reading: DomainReading): readonly Finding[] {
  const { domainAddresses } = reading.observation;
  const addresses = domainAddresses?.state === 'present' ? allAddresses(domainAddresses.value) : [];
  const severity = usesMtaSts(reading) ? undefined : 'info';
  return [
    findingOf({
      kind: 'mx-implicit',
      subject: reading.subject,
      evidence: { addresses: addresses.slice(0, NAMES_KEPT), ...aliasOf(reading.observation.mx) },
      aspects: ASPECTS,
      severity,
    }),
  ];
}

function coverage(reading: DomainReading, exchanges: readonly string[]): readonly Finding[] {
  const { policy, subject } = reading;
  if (policy === undefined || policy.mode === 'none' || !usesMtaSts(reading)) return [];
  const patterns = [...new Set(policy.mx)];
  const covering = mxPatternsOf(patterns);
  const uncovered = exchanges.filter((exchange) => !covering.some(exchange));
  const unused = neededByNone(reading, exchanges);
  const kept = (names: readonly string[]): readonly string[] => names.slice(0, NAMES_KEPT);
  return [
    ...(uncovered.length === 0
      ? []
      : [
          findingOf({
            kind: 'mx-not-covered',
            subject,
            evidence: {
              exchanges: kept(uncovered),
              patterns: kept(patterns),
              mode: policy.mode,
              all: uncovered.length === exchanges.length,
            },
            aspects: BOTH,
            severity: uncoveredSeverity(reading, policy, uncovered.length === exchanges.length),
          }),
        ]),
    ...(unused.length === 0
      ? []
      : [findingOf({ kind: 'policy-mx-unused', subject, evidence: { patterns: kept(unused) }, aspects: BOTH })]),
  ];
}

/** Patterns that match no MX host, and no final host of one that is an alias: Exchange Online goes by that name. None while an alias is not known. */
function neededByNone({ policy, observation }: DomainReading, exchanges: readonly string[]): readonly string[] {
  const unused = unusedPatterns(policy, exchanges);
  const { mxTargets } = observation;
  if (mxTargets === undefined) return unused;
  if (exchanges.slice(0, MOST_TARGETS).some((exchange) => mxTargets[exchange] === undefined)) return [];
  return unusedPatterns(
    { mx: unused },
    Object.values(mxTargets).flatMap((target) => target ?? []),
  );
}

/** So many MX hosts are asked for the name at the end of their aliases. */
export const MOST_TARGETS = 20;

/** The mx patterns of a policy, once each, that match none of the hosts. */
export function unusedPatterns(policy: Pick<StsPolicy, 'mx'> | undefined, hosts: readonly string[]): readonly string[] {
  const names = mxNamesOf(hosts);
  return [...new Set(policy?.mx)].filter((pattern) => !names.some(pattern));
}

function uncoveredSeverity({ record }: DomainReading, { mode }: StsPolicy, all: boolean): Severity {
  // Without the record only senders with a cached policy refuse, and they become fewer.
  if (mode === 'testing' || record.state === 'none') return 'warning';
  return all ? 'critical' : 'error';
}
