import { findingOf } from '../findings';
import type { Judgement } from '../model';
import { aliasOf, isAliasOfItsOwn } from './alias';
import type { DomainReading } from '../reading/domain';
import { failedLookup } from './lookup';
import { txtFault } from './text-evidence';

/** The TLSRPT record (RFC 8460 section 3). */
export function judgeTlsRpt(reading: DomainReading): Judgement {
  const { observation, subject, policy, tlsRpt } = reading;
  const { tlsRptRecord } = observation;
  const aspects = ['tlsrpt-record'] as const;
  if (tlsRptRecord.state === 'unknown') {
    const { cause, detail } = tlsRptRecord;
    return {
      findings: [],
      unknown: [
        failedLookup({
          subject,
          aspect: 'tlsrpt-record',
          name: `_smtp._tls.${subject.name}`,
          type: 'TXT',
          cause,
          detail,
          severity: 'warning',
        }),
      ],
    };
  }
  const alias = aliasOf(tlsRptRecord);
  if (tlsRpt.state !== 'read') {
    // Nobody sends mail to a null MX (RFC 7505), so that there is nothing to report, and no mailbox to report to.
    if (reading.mx.form === 'null') return { findings: [], unknown: [] };
    // Who published an alias there meant to get reports.
    const severity = policy?.mode === 'testing' || isAliasOfItsOwn(tlsRptRecord) ? 'warning' : undefined;
    return {
      findings: [findingOf({ kind: 'tlsrpt-missing', subject, evidence: alias, aspects, severity })],
      unknown: [],
    };
  }
  const fault = txtFault(tlsRpt.selection, tlsRptRecord.state === 'present' ? tlsRptRecord.value.records : []);
  if (fault === undefined) return { findings: [], unknown: [] };
  const finding =
    fault.name === 'multiple'
      ? findingOf({ kind: 'tlsrpt-multiple', subject, evidence: { ...fault.evidence, ...alias }, aspects })
      : findingOf({ kind: `tlsrpt-${fault.name}`, subject, evidence: { ...fault.evidence, ...alias }, aspects });
  return { findings: [finding], unknown: [] };
}
