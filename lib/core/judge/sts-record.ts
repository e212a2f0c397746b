import { findingOf } from '../findings';
import type { Finding, Judgement } from '../model';
import { policyUrl } from '../mta-sts/policy-host';
import type { DomainReading } from '../reading/domain';
import { takesNoMail, usesMtaSts } from '../reading/domain';
import { aliasOf, isAliasOfItsOwn } from './alias';
import { failedLookup } from './lookup';
import { txtFault } from './text-evidence';

/**
 * The STS record (RFC 8461 section 3.1), and whether the domain uses MTA-STS at all.
 * @param policyUnseen what the policy host serves could not be checked
 */
export function judgeStsRecord(reading: DomainReading, policyUnseen: boolean): Judgement {
  const { observation, subject, record } = reading;
  const { stsRecord } = observation;
  if (stsRecord.state === 'unknown') {
    const severity = reading.published ? 'error' : 'warning';
    const { cause, detail } = stsRecord;
    return {
      findings: [],
      unknown: [
        failedLookup({
          subject,
          aspect: 'sts-record',
          name: `_mta-sts.${subject.name}`,
          type: 'TXT',
          cause,
          detail,
          severity,
        }),
      ],
    };
  }
  if (record.state !== 'read') return { findings: withoutRecord(reading, policyUnseen), unknown: [] };
  const fault = stsRecord.state === 'present' ? txtFault(record.selection, stsRecord.value.records) : undefined;
  if (fault === undefined) return { findings: [], unknown: [] };
  const common = { subject, aspects: ['sts-record'] as const };
  const alias = aliasOf(stsRecord);
  const finding =
    fault.name === 'multiple'
      ? findingOf({ kind: 'sts-record-multiple', evidence: { ...fault.evidence, ...alias }, ...common })
      : findingOf({ kind: `sts-record-${fault.name}`, evidence: { ...fault.evidence, ...alias }, ...common });
  return { findings: [finding], unknown: [] };
}

function withoutRecord(reading: DomainReading, policyUnseen: boolean): readonly Finding[] {
  const { subject, mx, policy, observation } = reading;
  const alias = aliasOf(observation.stsRecord);
  const aspects = ['sts-record', 'policy'] as const;
  // The last step of giving up MTA-STS: the record goes before the policy of mode none (RFC 8461 section 8.3).
  if ((usesMtaSts(reading) || isAliasOfItsOwn(observation.stsRecord)) && policy?.mode !== 'none') {
    const severity = policy?.mode === 'testing' ? 'warning' : undefined;
    return [
      findingOf({
        kind: 'sts-record-missing',
        subject,
        evidence: { policyUrl: policyUrl(subject.name), ...(!reading.published && { isUnpublished: true }), ...alias },
        aspects,
        severity,
      }),
    ];
  }
  // A policy may be there: neither its absence nor a missing record is proven.
  if (takesNoMail(reading) || (policyUnseen && policy === undefined)) return [];
  // Without an MX host there is nothing to protect; that it is missing is a finding of its own.
  if (mx.form === 'none') return [];
  const exchanges = 'hosts' in mx ? mx.hosts.map(({ exchange }) => exchange).slice(0, MX_HOSTS_NAMED) : [];
  return [findingOf({ kind: 'mta-sts-not-used', subject, evidence: { exchanges, ...alias }, aspects })];
}

/** A policy that names more hosts than this is written with a wildcard. */
const MX_HOSTS_NAMED = 20;
