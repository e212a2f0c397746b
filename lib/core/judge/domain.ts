import { mergeFindings } from '../findings';
import type { DomainObservation, Judgement } from '../model';
import { domainDisputes } from './disputes';
import { domainReading } from './domain-reading';
import type { DomainReading } from './domain-reading';
import { provenByDnssec } from './lookup';
import { judgeMxSet } from './mx-set';
import { judgeNameServers } from './name-servers';
import type { JudgeOptions } from './options';
import { judgePolicyHost } from './policy-host';
import { judgePolicyText } from './policy-text';
import { judgeStsRecord } from './sts-record';
import { judgeTlsRpt } from './tls-rpt';
import { judgeZone, explainedByZone } from './zone';

/**
 * Judges all that one look at a policy domain gave. Pure: the same observation, `now` and thresholds give the same
 * judgement. What could not be seen is unknown, and is never taken for a fault.
 */
export function judgeDomain(observation: DomainObservation, options: JudgeOptions = {}): Judgement {
  const reading = domainReading(observation, options);
  const policyHost = judgePolicyHost(reading);
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
  return { findings: explainedByZone(found), unknown };
}

/** No sender delivers to a domain with a null MX (RFC 7505), so no fault of its MTA-STS or TLSRPT puts mail at risk. */
const ofProtection = ({ mx }: DomainReading, { findings, unknown }: Judgement): Judgement => ({
  findings: mx.form === 'null' ? findings.map((finding) => ({ ...finding, severity: 'info' })) : findings,
  unknown,
});
