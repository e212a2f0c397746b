import type { BounceName, Senders } from './entry';

/**
 * An MX host that an enforcing sender does not deliver to. `bounce` is Exchange Online's, code and text, where it is
 * documented; `more` follows the bounce. Names such as `<domain>` are filled from the evidence.
 */
export const mxRefused = (bounce?: string, more = ''): Senders => ({
  exchangeOnline:
    bounce === undefined
      ? 'Defers the mail with a 4.x.x code, retries, then bounces it.'
      : `Defers the mail with a 4.x.x code, retries, then bounces it with "${bounce}"${more}.`,
  conforming:
    "Skips this MX host and tries the domain's others. If none passes, it defers the mail, retries, then bounces it (RFC 8461 section 5).",
  testing: 'Delivers as if there were no policy, and reports the failure if the domain has a TLSRPT record.',
});

/** A policy that senders cannot fetch or read. */
export const policyUnusable: Senders = {
  exchangeOnline:
    'Bounces nothing. It keeps applying a cached policy until max_age expires; without one it delivers with opportunistic TLS.',
  conforming:
    'Keeps applying a cached policy until max_age expires (RFC 8461 section 5.1). Without one it delivers with opportunistic TLS, so an on-path attacker can read the mail.',
};

/** Senders of which some are affected, with the same words for all. */
export const someSenders = (what: string): Senders => ({ exchangeOnline: what, conforming: what });

export const nothingHappens: Senders = someSenders('Delivers as before.');

/** A host that mail cannot be delivered to, whatever the policy says. */
export const outOfReach: Senders = someSenders(
  "Tries the domain's other MX hosts. If none is left, it defers the mail and bounces it after some days. The policy's mode makes no difference.",
);

const MTA_STS_ALONE = 'A sender that supports MTA-STS but not DANE ignores TLSA records.';

/** An MX host that a sender which uses DANE does not deliver to. `bounce` is Exchange Online's. */
export const daneRefused = (bounce: string): Senders => ({
  exchangeOnline: `Retries for 24 hours, then bounces the mail with "${bounce}".`,
  conforming: `A sender that uses DANE skips this MX host, whatever MTA-STS says (RFC 8461 section 2), and tries the domain's others. If none passes, it defers the mail, then bounces it. ${MTA_STS_ALONE}`,
});

/** Answers that a sender which validates DNSSEC does not get. */
export const dnssecRefused = (bounce?: string): Senders => ({
  exchangeOnline: `Retries for 24 hours, then bounces the mail with ${bounce === undefined ? '' : `"${bounce}" or `}"5.4.312 DNS query failed".`,
  conforming:
    'A sender whose resolver validates defers the mail, then bounces it: without an answer it must neither deliver nor treat the records as missing (RFC 7672 section 2.1.2). One whose resolver does not validate is not affected.',
});

/**
 * The senders' texts with values from the evidence in place of their `<names>`; a name without a value becomes "…".
 * `values` has a text for each name that is known.
 */
export const filled = (senders: Senders, values: Readonly<Partial<Record<BounceName, string>>>): Senders => ({
  ...senders,
  exchangeOnline: senders.exchangeOnline.replace(/<([a-z]+)>/g, (_, name: string) => values[name as BounceName] ?? '…'),
});

/**
 * The reasons that Exchange gives for a certificate that does not validate: names of its ChainValidityStatus, which are
 * the CERT_E codes of Windows. Those alone of which the cause is certain; Windows may build a chain that others cannot.
 */
export const EXCHANGE_REASONS = {
  date: 'CertificateExpired',
  root: 'UntrustedRoot',
  purpose: 'WrongUsage',
} as const;

// Codes and texts: learn.microsoft.com, "Enhancing mail flow with MTA-STS", "How SMTP DANE works", and "Email
// nondelivery reports and SMTP errors in Exchange Online" (5.4.8, 5.7.5 with its reason, 5.7.321 to 5.7.325, and the 4.x forms).
export const DANE_STARTTLS_BOUNCE =
  '5.7.321 starttls-not-supported: Destination mail server must support TLS to receive mail';
export const DANE_DATE_BOUNCE = "5.7.322 certificate-expired: Destination mail server's certificate is expired";
export const TLSA_BOUNCE = '5.7.323 tlsa-invalid: The domain failed DANE validation';
export const BOGUS_BOUNCE = '5.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records';
export const DANE_NAME_BOUNCE =
  '5.7.325 certificate-host-mismatch: Remote certificate MUST have a common name or subject alternative name matching the hostname (DANE)';
export const CERTIFICATE_BOUNCE = '551 5.7.5 Remote certificate failed MTA-STS validation. Reason: <reason>';
export const NAME_BOUNCE =
  '551 5.7.5 Remote certificate MUST have a subject alternative name matching the hostname (MTA-STS)';
export const STARTTLS_BOUNCE = "551 5.7.4 STARTTLS is required by the recipient domain's MTA-STS policy";
export const TLS_VERSION_BOUNCE = '551 5.7.6 MTA-STS requires TLS 1.2 or higher';
