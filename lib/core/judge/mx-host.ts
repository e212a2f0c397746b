import { entryOf, findingOf, mergeFindings } from '../findings';
import type { AddressAnswer, Finding, Judgement, MxHostObservation, Target, UnknownAspect } from '../model';
import { aspectAt } from '../model';
import type { MxHostReading } from '../reading/mx-host';
import { judgeDane } from './dane';
import { mxHostDisputes } from './disputes';
import { failedLookup, provenByDnssec } from './lookup';
import { allAddresses, settled } from '../reading/mx-set';
import type { JudgeOptions } from './options';
import { datesOf } from './options';
import type { SessionContext } from './smtp-session';
import { judgeSession } from './smtp-session';
import { withoutUnconfirmed } from './unconfirmed';

/**
 * Judges what one check of an MX host saw, as a sender that enforces a policy would. Pure, like judgeDomain.
 * A fault seen at several addresses is one finding that names them all.
 */
export function judgeMxHost(reading: MxHostReading, options: JudgeOptions = {}): Judgement {
  const { findings, unknown } = judgeHost(reading, options);
  return { findings: [...findings, ...mxHostDisputes(reading.observation)], unknown };
}

function judgeHost(reading: MxHostReading, options: JudgeOptions): Judgement {
  const { observation, subject } = reading;
  const addresses = settled(observation.addresses);
  if (addresses.state === 'unknown') {
    const { cause, detail } = addresses;
    const unknown = [
      failedLookup({ subject, aspect: 'addresses', name: observation.host, type: 'A/AAAA', cause, detail }),
    ];
    return { findings: provenByDnssec(unknown), unknown };
  }
  if (addresses.state === 'absent' || allAddresses(addresses.value).length === 0) {
    const cnameChain = addresses.state === 'absent' ? (addresses.cnameChain ?? []) : addresses.value.cnameChain;
    return {
      findings: [
        findingOf({ kind: 'mx-host-unresolvable', subject, evidence: { cnameChain }, aspects: ['addresses'] }),
      ],
      unknown: [],
    };
  }
  const context = {
    subject,
    certificates: observation.certificates,
    ...datesOf(options, observation.observedAt),
  };
  const sessions = judgeSessions(observation, addresses.value, context);
  const dane = judgeDane(reading, context.now);
  return withoutUnconfirmed(
    {
      findings: [...besideTlsa(sessions.findings, reading), ...dane.findings],
      unknown: [...sessions.unknown, ...dane.unknown],
    },
    addresses.value,
  );
}

/** Who replaces a certificate is to know of TLSA records that stand for its key. */
function besideTlsa(findings: readonly Finding[], { dane: scope }: MxHostReading): readonly Finding[] {
  if (scope.state !== 'applies' || scope.usable.length === 0) return findings;
  const { baseDomain: tlsaAt } = scope;
  return findings.map((finding) =>
    entryOf(finding.kind).area === 'mx-certificate'
      ? ({ ...finding, evidence: { ...finding.evidence, tlsaAt } } as Finding)
      : finding,
  );
}

function judgeSessions({ endpoints }: MxHostObservation, addresses: AddressAnswer, context: SessionContext): Judgement {
  const sessions = endpoints.map((endpoint) => judgeSession(endpoint, context));
  const seen = sessions.filter(({ unknown }) => unknown === undefined).length;
  const tried = new Set(endpoints.map(({ address }) => address));
  const untried = allAddresses(addresses).filter((address) => !tried.has(address));
  return {
    findings: [...alias(addresses, context.subject), ...mergeFindings(sessions.flatMap(({ findings }) => findings))],
    unknown: [
      ...shared(
        sessions.flatMap(({ unknown }) => unknown ?? []),
        seen > 0,
      ),
      ...untried.map((address): UnknownAspect => ({
        aspect: aspectAt('smtp', address),
        cause: 'not-observed',
        detail: 'the address was not tried',
      })),
    ],
  };
}

const alias = ({ cnameChain }: AddressAnswer, subject: Target): readonly Finding[] =>
  cnameChain.length === 0
    ? []
    : [findingOf({ kind: 'mx-host-cname', subject, evidence: { cnameChain }, aspects: ['addresses'] })];

/** Addresses that are out of sight for the same reason would become one finding; a host with an address left in sight is not lost. */
function shared(unknown: readonly UnknownAspect[], someSeen: boolean): readonly UnknownAspect[] {
  const would = mergeFindings(unknown.flatMap(({ becomes }) => becomes ?? []));
  const merged = new Map(
    would.map((finding) => [finding.fingerprint, someSeen ? { ...finding, severity: 'warning' as const } : finding]),
  );
  return unknown.map((aspect) => {
    const becomes = aspect.becomes === undefined ? undefined : merged.get(aspect.becomes.fingerprint);
    return becomes === undefined ? aspect : { ...aspect, becomes };
  });
}
