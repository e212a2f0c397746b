import { judgeDomain, judgeMxHost } from '../judge';
import type { JudgeOptions } from '../judge';
import type { DomainReading } from '../reading/domain';
import type { MxHostReading } from '../reading/mx-host';
import { lastingFinding, saidNotNow } from '../judge/not-now';
import { mergeFindings, severityForDomain } from '../findings';
import type { DomainObservation, Judgement, MxHostObservation, MxHostStanding, Target, UnknownAspect } from '../model';
import { SEVERITIES } from '../model';
import {
  daneStanding,
  deliveredByExchangeOnline,
  deliveries,
  domainVerdict,
  domainViewOfReading,
  mxHostViewOfReading,
  mxStandings,
} from '../verdict';
import { findingPart, severityFor, triesPart } from './finding';
import type { ForDomain } from './finding';
import { addressPart, certificatePart, cnameChainOf, isoTime, policyPart, stsRecordPart, tlsRptPart } from './parts';
import type { DomainReport } from './schema';
import { SCHEMA_VERSION } from './schema';

/**
 * All that a check of one domain found, judged and in words.
 * @param hosts MX hosts that were checked; those that the domain does not name are left aside, those missing are unknown
 */
export function reportDomain(
  reading: DomainReading,
  hosts: readonly MxHostReading[],
  options: JudgeOptions = {},
): DomainReport {
  const { observation } = reading;
  const now = options.now ?? observation.observedAt;
  const judgement = judgeDomain(reading, options);
  const view = domainViewOfReading(reading, judgement);
  const named = new Set(view.mx?.hosts.map(({ exchange }) => exchange));
  const checks = hosts
    .filter((host) => named.has(host.subject.name))
    .map((host) => ({ host, judgement: judgeMxHost(host, options) }));
  const standings = mxStandings(
    view,
    checks.map(({ host, judgement: judged }) => mxHostViewOfReading(host, judged)),
  );
  const verdict = domainVerdict(view, standings);
  const dane = daneStanding(view, standings);
  const mode = view.policy?.mode ?? (verdict.name === 'unprotected' ? null : undefined);
  const judged = [
    { target: reading.subject, judgement },
    ...checks.map(({ host, judgement: one }) => ({ target: host.subject, judgement: one })),
  ];
  return {
    schemaVersion: SCHEMA_VERSION,
    domain: observation.domain,
    checkedAt: isoTime(observation.observedAt),
    verdict: verdict.name,
    reasons: [...verdict.reasons],
    ...(dane !== undefined && { dane: { ...dane, reasons: [...dane.reasons] } }),
    senders: [...deliveries(view, standings, dane)],
    findings: findingParts(
      judged.map((one) => one.judgement),
      {
        domain: observation.domain,
        verdict: verdict.name,
        mode,
        mxDnssec: view.mxDnssec,
        deliveredByExchangeOnline: deliveredByExchangeOnline(standings),
      },
      now,
    ).concat(checks.flatMap(({ judgement: one }) => turnedAway(one, now))),
    unknown: judged.flatMap(({ target, judgement: { unknown } }) =>
      unknown.map((aspect) => unknownPart(target, aspect, mode)),
    ),
    stsRecord: stsRecordPart(reading),
    policy: policyPart(reading),
    tlsRptRecord: tlsRptPart(reading),
    mx: {
      form: reading.mx.form,
      records:
        observation.mx.state === 'present'
          ? observation.mx.value.records.map(({ preference, exchange }) => ({ preference, exchange }))
          : [],
    },
    mxHosts: standings.map((standing) =>
      mxHostPart(standing, hosts.find(({ subject }) => subject.name === standing.host)?.observation),
    ),
    certificates: certificateParts(
      observation,
      checks.map(({ host }) => host.observation),
    ),
  };
}

function findingParts(judgements: readonly Judgement[], domain: ForDomain, now: number): DomainReport['findings'] {
  const rank = ({ severity }: { severity: (typeof SEVERITIES)[number] }): number => SEVERITIES.indexOf(severity);
  return judgements
    .flatMap(({ findings }) =>
      findings.map((finding) => findingPart(finding, severityFor(finding, domain), now, domain)),
    )
    .sort((a, b) => rank(a) - rank(b));
}

/**
 * MX hosts that said "not now" at every try. They may say so to this place alone, so that it is no more than information
 * and no part of the verdict.
 */
function turnedAway({ unknown }: Judgement, now: number): DomainReport['findings'] {
  const lasting = unknown.filter(({ cause }) => saidNotNow(cause)).flatMap((one) => lastingFinding(one) ?? []);
  return mergeFindings(lasting).map((finding) => findingPart(finding, 'info', now));
}

const unknownPart = (
  subject: Target,
  { aspect, cause, detail, becomes, tries }: UnknownAspect,
  mode: ForDomain['mode'],
): DomainReport['unknown'][number] => ({
  subject,
  aspect,
  cause,
  detail,
  ...(becomes !== undefined && { becomes: { kind: becomes.kind, severity: severityForDomain(becomes, mode) } }),
  ...triesPart(tries),
});

const mxHostPart = (
  { host, preference, covered, acceptance, dane }: MxHostStanding,
  observation: MxHostObservation | undefined,
): DomainReport['mxHosts'][number] => ({
  host,
  preference,
  ...(covered !== undefined && { covered }),
  acceptance,
  cnameChain: observation === undefined ? [] : cnameChainOf(observation),
  addresses: observation?.endpoints.map(addressPart) ?? [],
  ...(dane !== undefined && { dane: { ...dane, records: [...dane.records] } }),
});

function certificateParts(
  observation: DomainObservation,
  hosts: readonly MxHostObservation[],
): DomainReport['certificates'] {
  const all = [observation, ...hosts].flatMap(({ certificates }) => Object.values(certificates));
  return Object.fromEntries(all.map((facts) => [facts.fingerprint, certificatePart(facts)]));
}
