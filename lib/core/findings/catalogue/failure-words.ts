import type { FailureCause } from '../../model';

const CLAUSES: Readonly<Record<FailureCause, string>> = {
  timeout: 'no answer in time',
  slow: 'the answer was not complete when the check ended',
  refused: 'the connection is refused',
  reset: 'the connection is reset',
  unreachable: 'no route from here',
  closed: 'the connection is closed early',
  protocol: 'the answer does not follow the protocol',
  'too-large': 'the answer is too large',
  tls: 'the TLS handshake fails',
  servfail: 'the name server fails (SERVFAIL)',
  'dns-refused': 'the name server refuses to answer',
  bogus: 'the answer fails DNSSEC validation',
  disagreement: 'resolvers disagree',
  'smtp-transient': 'a temporary SMTP refusal (4xx)',
  'http-transient': 'the web server asks clients to retry later (HTTP 429 or 503)',
  'smtp-permanent': 'an SMTP refusal (5xx)',
  blocklisted: 'the address of this monitor is on a blocklist',
  'address-not-allowed': 'the address is not public',
  'vantage-blocked': 'port 25 is closed here',
  'not-observed': 'not looked at',
  internal: "the monitor's own fault",
};

/** A failure in a few words, for use in brackets or behind a colon. */
export const failureClause = (cause: FailureCause): string => CLAUSES[cause];

/** After a successful handshake a TLS failure is an alert, such as that of TLS 1.3 for a missing client certificate. */
export const sessionClause = (cause: FailureCause): string => (cause === 'tls' ? 'a TLS alert' : failureClause(cause));

/** The same in brackets behind a word on the handshake; nothing where it would say that word again. */
export const handshakeCause = (cause: FailureCause): string => (cause === 'tls' ? '' : ` (${failureClause(cause)})`);
