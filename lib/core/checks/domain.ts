import { mergeFindings } from '../findings';
import type { DomainObservation, Judgement } from '../model';
import { domainDisputes } from './disputes';
import { domainLook } from './domain-look';
import type { DomainLook } from './domain-look';
import { provenByDnssec } from './lookup';
import { checkMxSet } from './mx-set';
import { checkNameServers } from './name-servers';
import type { JudgeOptions } from './options';
import { checkPolicyHost } from './policy-host';
import { checkPolicyText } from './policy-text';
import { checkStsRecord } from './sts-record';
import { checkTlsRpt } from './tls-rpt';
import { checkZone, explainedByZone } from './zone';

/**
 * Judges all that one look at a policy domain gave. Pure: the same observation, `now` and thresholds give the same
 * judgement. What could not be seen is unknown, and is never taken for a fault.
 */
export function judgeDomain(observation: DomainObservation, options: JudgeOptions = {}): Judgement {
  const look = domainLook(observation, options);
  const policyHost = checkPolicyHost(look);
  const parts = [
    ofProtection(
      look,
      checkStsRecord(
        look,
        policyHost.unknown.some(({ aspect }) => aspect === 'policy'),
      ),
    ),
    ofProtection(look, policyHost),
    ofProtection(look, { findings: checkPolicyText(look), unknown: [] }),
    checkMxSet(look),
    ofProtection(look, checkTlsRpt(look)),
    checkZone(look),
  ];
  const unknown = parts.flatMap((part) => part.unknown);
  const found = mergeFindings([
    ...parts.flatMap(({ findings }) => findings),
    ...provenByDnssec(unknown),
    ...domainDisputes(observation),
    ...checkNameServers(observation),
  ]);
  return { findings: explainedByZone(found), unknown };
}

/** No sender delivers to a domain with a null MX (RFC 7505), so no fault of its MTA-STS or TLSRPT puts mail at risk. */
const ofProtection = ({ mx }: DomainLook, { findings, unknown }: Judgement): Judgement => ({
  findings: mx.form === 'null' ? findings.map((finding) => ({ ...finding, severity: 'info' })) : findings,
  unknown,
});
