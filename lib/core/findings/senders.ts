import type { Senders } from './entry';

/** An MX host that an enforcing sender does not deliver to. `bounce` is Exchange Online's, code and text, where it is documented. */
export const mxRefused = (bounce?: string): Senders => ({
  exchangeOnline: bounce === undefined ? 'Defers the mail with a 4.x.x code, tries again, and then returns it.' : `Defers the mail with a 4.x.x code, tries again, and then returns it with "${bounce}".`,
  conforming: "Does not deliver to this MX host. It tries the domain's other MX hosts; when none is left it keeps the mail in its queue, tries again, and returns it in the end (RFC 8461 section 5).",
  testing: 'Delivers as if there were no policy, and reports the failure if the domain has a TLSRPT record.',
});

/** A policy that senders cannot fetch or read. */
export const policyUnusable: Senders = {
  exchangeOnline: 'Returns nothing. It goes on applying a policy that it holds in its cache until its max_age ends; without one it delivers with whatever TLS it gets.',
  conforming: 'Goes on applying a policy from its cache until its max_age ends (RFC 8461 section 5.1). Without one it delivers as if the domain had no policy: an attacker in the path can read the mail.',
};

/** Senders of which some are affected, with the same words for all. */
export const someSenders = (what: string): Senders => ({ exchangeOnline: what, conforming: what });

export const nothingHappens: Senders = someSenders('Delivers as before.');

/** A host that mail cannot be delivered to, whatever the policy says. */
export const outOfReach: Senders = someSenders("Tries the domain's other MX hosts; when none is left it keeps the mail in its queue and returns it after some days. The mode of the policy makes no difference.");

export const CERTIFICATE_BOUNCE = '551 5.7.5 remote certificate failed MTA-STS validation';
export const NAME_BOUNCE = '551 5.7.5 remote certificate MUST have a subject alternative name matching the hostname (MTA-STS)';
export const STARTTLS_BOUNCE = "551 5.7.4 STARTTLS is required by the recipient domain's MTA-STS policy";
export const TLS_VERSION_BOUNCE = '551 5.7.6 MTA-STS requires TLS 1.2 or higher';
