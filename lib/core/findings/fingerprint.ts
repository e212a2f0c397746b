import type { Finding, FindingKind, Target } from '../model';
import { targetId } from '../model';

/**
 * The identity of a fault across checks: `mx-host-certificate-expired|mx-host/mx1.example.com`. The discriminator tells
 * two faults of one kind and subject apart. It comes from a set that nobody else can enlarge, and holds no certificate,
 * address, time or message: otherwise a server that answers in many ways would be many faults.
 */
export const fingerprintOf = (kind: FindingKind, subject: Target, discriminator?: string): string =>
  [kind, targetId(subject), ...(discriminator === undefined ? [] : [discriminator])].join('|');

/**
 * The fingerprint that this release gives a finding. An earlier release may have remembered it under another: with the
 * certificate in it, or with a name behind the alias of an MX host, which may be another one each time.
 */
export function identityOf(finding: Finding): string {
  const { kind, subject, evidence, fingerprint } = finding;
  if ('certificate' in evidence) return fingerprintOf(kind, subject, certificateFault(finding));
  if (kind === 'mx-host-tlsa-failing') return fingerprintOf(kind, subject);
  if (subject.type === 'mx-host' && 'type' in evidence) return fingerprintOf(kind, subject, evidence.type);
  return fingerprint;
}

/** What tells two certificate faults of one kind and host apart: they are fixed, or hit senders, in different ways. */
function certificateFault({ kind, evidence, severity }: Finding): string | undefined {
  if ('role' in evidence && evidence.role === 'intermediate') return 'intermediate';
  // A certificate for the domain behind the MX host is a fault for some domains alone.
  return kind === 'mx-host-tlsa-name-mismatch' && severity === 'warning' ? 'domain' : undefined;
}
