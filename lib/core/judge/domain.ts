import { entryOf, mergeFindings } from '../findings';
import type { Finding, Judgement } from '../model';
import { domainDisputes } from './disputes';
import type { DomainReading } from '../reading/domain';
import { provenByDnssec } from './lookup';
import { judgeMxSet } from './mx-set';
import { judgeNameServers } from './name-servers';
import type { JudgeOptions } from './options';
import { datesOf } from './options';
import { judgePolicyHost } from './policy-host';
import { judgePolicyText } from './policy-text';
import { judgeStsRecord } from './sts-record';
import { judgeTlsRpt } from './tls-rpt';
import { judgeZone } from './zone';

/**
 * Judges what one check of a policy domain saw. Pure: the same reading, `now` and thresholds give the same judgement. What could not be seen is unknown, and is never taken for a fault.
 */
export function judgeDomain(reading: DomainReading, options: JudgeOptions = {}): Judgement {
  const { observation } = reading;
  const policyHost = judgePolicyHost(reading, datesOf(options, observation.observedAt));
  const parts = [
    ofProtection(
      reading,
      judgeStsRecord(
        reading,
        policyHost.unknown.some(({ aspect }) => aspect === 'policy'),
      ),
    ),
    ofProtection(reading, policyHost),
    ofProtection(reading, { findings: judgePolicyText(reading), unknown: [] }),
    judgeMxSet(reading),
    ofProtection(reading, judgeTlsRpt(reading)),
    judgeZone(reading),
  ];
  const unknown = parts.flatMap((part) => part.unknown);
  const found = mergeFindings([
    ...parts.flatMap(({ findings }) => findings),
    ...provenByDnssec(unknown),
    ...domainDisputes(observation),
    ...judgeNameServers(observation),
  ]);
  return { findings: withoutExplained(found), unknown };
}

/** No sender delivers to a domain with a null MX (RFC 7505), so no fault of its MTA-STS or TLSRPT puts mail at risk. */
const ofProtection = ({ mx }: DomainReading, { findings, unknown }: Judgement): Judgement => ({
  findings: mx.form === 'null' ? findings.map((finding) => ({ ...finding, severity: 'info' })) : findings,
  unknown,
});

/** One root cause is one finding: what another one explains is not alerted beside it. */
function withoutExplained(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set(findings.map(({ kind }) => kind));
  return findings.filter(({ kind }) => {
    const { explainedBy } = entryOf(kind);
    return explainedBy === undefined || !seen.has(explainedBy);
  });
}
