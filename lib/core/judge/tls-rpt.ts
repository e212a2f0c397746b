import { findingOf } from '../findings';
import type { Judgement } from '../model';
import { selectTlsRptRecord } from '../tls-rpt/record';
import { aliasOf, isAliasOfItsOwn } from './alias';
import type { DomainReading } from './domain-reading';
import { isUnrelated } from './domain-reading';
import { failedLookup } from './lookup';
import { txtFault } from './text-evidence';

/** The TLSRPT record (RFC 8460 section 3). */
export function judgeTlsRpt(reading: DomainReading): Judgement {
  const { observation, subject, policy } = reading;
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
  const records = tlsRptRecord.state === 'present' ? tlsRptRecord.value.records : [];
  const selection = selectTlsRptRecord(records);
  const alias = aliasOf(tlsRptRecord);
  if (isUnrelated(selection)) {
    // Nobody sends mail to a null MX (RFC 7505), so that there is nothing to report, and no mailbox to report to.
    if (reading.mx.form === 'null') return { findings: [], unknown: [] };
    // Who published an alias there meant to get reports.
    const severity = policy?.mode === 'testing' || isAliasOfItsOwn(tlsRptRecord) ? 'warning' : undefined;
    return {
      findings: [findingOf({ kind: 'tlsrpt-missing', subject, evidence: alias, aspects, severity })],
      unknown: [],
    };
  }
  const fault = txtFault(selection, records);
  if (fault === undefined) return { findings: [], unknown: [] };
  const finding =
    fault.name === 'multiple'
      ? findingOf({ kind: 'tlsrpt-multiple', subject, evidence: { ...fault.evidence, ...alias }, aspects })
      : findingOf({ kind: `tlsrpt-${fault.name}`, subject, evidence: { ...fault.evidence, ...alias }, aspects });
  return { findings: [finding], unknown: [] };
}
