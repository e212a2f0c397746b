import { DEFAULT_EXPIRY_THRESHOLDS } from '../certificate/expiry';
import { entryOf, findingOf, mergeFindings } from '../findings';
import type { AddressAnswer, Finding, Judgement, MxHostObservation, Target, UnknownAspect } from '../model';
import { aspectAt, mxHostTarget } from '../model';
import { daneScope } from '../dane/scope';
import { judgeDane } from './dane';
import { mxHostDisputes } from './disputes';
import { failedLookup, provenByDnssec } from './lookup';
import { allAddresses, settled } from './mx-hosts';
import type { JudgeOptions } from './options';
import type { SessionContext } from './smtp-session';
import { judgeSession } from './smtp-session';
import { withoutUnconfirmed } from './unconfirmed';

/**
 * Judges all that one look at an MX host gave, as a sender that enforces a policy would. Pure, like judgeDomain.
 * A fault seen at several addresses is one finding that names them all.
 */
export function judgeMxHost(observation: MxHostObservation, options: JudgeOptions = {}): Judgement {
  const { findings, unknown } = judgeHost(observation, options);
  return { findings: [...findings, ...mxHostDisputes(observation)], unknown };
}

function judgeHost(observation: MxHostObservation, options: JudgeOptions): Judgement {
  const subject = mxHostTarget(observation.host);
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
    now: options.now ?? observation.observedAt,
    expiry: options.expiry ?? DEFAULT_EXPIRY_THRESHOLDS,
  };
  const sessions = judgeSessions(observation, addresses.value, context);
  const dane = judgeDane(observation, context);
  return withoutUnconfirmed(
    {
      findings: [...besideTlsa(sessions.findings, observation), ...dane.findings],
      unknown: [...sessions.unknown, ...dane.unknown],
    },
    addresses.value,
  );
}

/** Who replaces a certificate is to know of TLSA records that stand for its key. */
function besideTlsa(findings: readonly Finding[], observation: MxHostObservation): readonly Finding[] {
  const scope = daneScope(observation);
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
