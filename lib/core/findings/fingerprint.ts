import type { FindingKind, Target } from '../model';
import { targetId } from '../model';

/** Enough hex digits of a SHA-256 to tell certificates apart. */
const CERTIFICATE_DIGITS = 16;

/**
 * The identity of a fault across looks: `mx-host-certificate-expired|mx-host/mx1.example.com|3f0a9b4c5d6e7f80`.
 * The discriminator tells two faults of one kind and subject apart; it holds no address, time or message.
 */
export const fingerprintOf = (kind: FindingKind, subject: Target, discriminator?: string): string =>
  [kind, targetId(subject), ...(discriminator === undefined ? [] : [discriminator])].join('|');

/** A certificate as discriminator; the argument is its fingerprint, hex. */
export const certificateDiscriminator = (fingerprint: string): string => fingerprint.slice(0, CERTIFICATE_DIGITS);
