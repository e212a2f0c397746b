import { recordFor, tlsaLine } from '../dane/record';
import type { MxHostFacts, TargetState, TlsaFacts } from '../model';
import { describeCertificate, isRestless } from './certificates';
import type { Draft } from './draft';
import type { Check, CheckFacts } from './check';
import { tlsaText } from './meaning';
import type { Turns } from './turns';

/** The TLSA records after a look; undefined while they were never known. */
export function nextTlsa(
  { tlsa: before }: MxHostFacts,
  { tlsa: now }: Pick<CheckFacts, 'tlsa'>,
  { tlsa: turn }: Turns,
  draft: Draft,
): Pick<MxHostFacts, 'tlsa'> {
  if (now !== undefined && turn?.changedFrom !== undefined) {
    const { fact } = turn.changedFrom;
    draft.drift('tlsa-changed', { before: tlsaText(fact), after: tlsaText(now), ...rollOver(fact, now) });
  }
  const tlsa = now === undefined ? before : now;
  return tlsa === undefined ? {} : { tlsa };
}

/** Records may come for a key that is to be used, and go with the one that was. */
function rollOver(before: TlsaFacts | null, now: TlsaFacts | null): { rollOver?: 'began' | 'ended' } {
  if (before === null || now === null) return {};
  if (now.rollOver && before.records.some((record) => now.records.includes(record)))
    return before.rollOver ? {} : { rollOver: 'began' };
  return before.rollOver && now.records.some((record) => before.records.includes(record)) ? { rollOver: 'ended' } : {};
}

/** The classic accident: a certificate that no place served before, and TLSA records that stayed and do not match it. */
export function tellCertificateWithoutTlsa({ facts, certificates }: TargetState, check: Check, draft: Draft): void {
  const { tlsa } = check.facts;
  if (!tlsa || !facts.tlsa || tlsaText(facts.tlsa) !== tlsaText(tlsa)) return;
  const known = new Set(Object.values(certificates).flatMap((seen) => seen.map(({ fingerprint }) => fingerprint)));
  for (const { kind, evidence } of check.judgement.findings) {
    if (kind !== 'mx-host-tlsa-mismatch' || known.has(evidence.certificate)) continue;
    const address = evidence.addresses.find((each) => (certificates[each]?.length ?? 0) > 0);
    const before = certificates[address ?? '']?.[0];
    const after = check.served[address ?? ''];
    if (address === undefined || before === undefined || after === undefined || isRestless(certificates[address] ?? []))
      continue;
    draft.drift('certificate-changed-under-same-tlsa', {
      address,
      beforeCertificate: before.fingerprint,
      afterCertificate: after.fingerprint,
      before: describeCertificate(before),
      after: describeCertificate(after),
      publish: tlsaLine(evidence.baseDomain, recordFor(after)),
    });
  }
}
