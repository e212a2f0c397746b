import { findingOf } from '../findings';
import type { Finding, Severity } from '../model';
import type { StsPolicy } from '../mta-sts/policy-format';
import { namesCharset } from '../mta-sts/policy-octets';
import type { DomainReading } from '../reading/domain';
import { usesMtaSts } from '../reading/domain';
import { textEvidence } from './text-evidence';

const ASPECTS = ['policy-text'] as const;
const DAY = 86_400;
const WEEK = 7 * DAY;

/** Told as {@link checkMaxAge}'s own finding. */
const ABOUT_MAX_AGE = new Set(['max-age-zero', 'max-age-short']);

/** The policy's text (RFC 8461 section 3.2). */
export function judgePolicyText(reading: DomainReading): readonly Finding[] {
  const { policyText, subject, counting } = reading;
  if (policyText === undefined || !(usesMtaSts(reading) || reading.record.state === 'unknown')) return [];
  const body = counting?.http?.body ?? '';
  if (policyText.value === undefined)
    return [
      findingOf({
        kind: 'policy-invalid',
        subject,
        evidence: textEvidence(body, policyText.problems),
        aspects: ASPECTS,
      }),
    ];
  const isDecoded = namesCharset(counting?.http?.contentType);
  const doubts = policyText.problems.filter(
    ({ kind, severity }) => severity === 'warning' && !ABOUT_MAX_AGE.has(kind) && !(kind === 'utf-8' && isDecoded),
  );
  return [
    ...(doubts.length === 0
      ? []
      : [findingOf({ kind: 'policy-ambiguous', subject, evidence: textEvidence(body, doubts), aspects: ASPECTS })]),
    ...checkMode(reading, policyText.value),
    ...checkMaxAge(reading, policyText.value),
  ];
}

function checkMode({ subject }: DomainReading, { mode, maxAge }: StsPolicy): readonly Finding[] {
  if (mode === 'enforce') return [];
  const about = { subject, aspects: ASPECTS };
  if (mode === 'none') return [findingOf({ kind: 'policy-mode-none', evidence: {}, ...about })];
  return [findingOf({ kind: 'policy-mode-testing', evidence: maxAge < WEEK ? { maxAge } : {}, ...about })];
}

/** Mode testing is often kept short on purpose, and mode none protects nothing. */
function checkMaxAge({ subject }: DomainReading, { mode, maxAge }: StsPolicy): readonly Finding[] {
  if (maxAge >= WEEK || mode === 'none' || (mode === 'testing' && maxAge > 0)) return [];
  const severity: Severity = maxAge < DAY ? 'warning' : 'info';
  return [findingOf({ kind: 'policy-max-age-short', subject, evidence: { maxAge }, aspects: ASPECTS, severity })];
}
