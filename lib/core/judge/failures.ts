import type { FailureCause, FindingKind, PolicyFetchStep, SmtpEndpoint, SmtpStep } from '../model';

/**
 * What a failed step comes to. `finding`: the target's fault, proven by its own answer. `unknown`: the look could not
 * tell; if that lasts while other targets answer, it becomes the finding named, which says no more than that.
 */
export interface Outcome {
  readonly state: 'finding' | 'unknown';
  readonly kind?: FindingKind;
}

const proves = (kind: FindingKind): Outcome => ({ state: 'finding', kind });
const lasting = (kind: FindingKind): Outcome => ({ state: 'unknown', kind });
/** Not the target's doing, however long it lasts. */
const ours: Outcome = { state: 'unknown' };

const noHost = lasting('policy-host-unreachable');
const noWebTls = lasting('policy-host-tls-failed');
const noAnswer = lasting('policy-response-failed');
const slowPolicy = lasting('policy-host-slow');
const noName = lasting('dns-failing');

export const POLICY_FETCH_STEPS = [
  'resolve',
  'connect',
  'handshake',
  'response',
] as const satisfies readonly PolicyFetchStep[];

/** The policy fetch, by cause: at the steps resolve, connect, handshake and response. */
export const POLICY_FETCH_FAILURES: Readonly<Record<FailureCause, readonly [Outcome, Outcome, Outcome, Outcome]>> = {
  timeout: [noName, noHost, noHost, noAnswer],
  slow: [noName, noHost, slowPolicy, slowPolicy],
  refused: [noName, noHost, noHost, noAnswer],
  reset: [noName, noHost, noWebTls, noAnswer],
  closed: [noName, noHost, noWebTls, noAnswer],
  unreachable: [ours, noHost, noHost, noAnswer],
  protocol: [noName, noHost, proves('policy-host-tls-failed'), proves('policy-response-failed')],
  'too-large': [noName, noHost, proves('policy-host-tls-failed'), proves('policy-too-large')],
  tls: [noName, proves('policy-host-tls-failed'), proves('policy-host-tls-failed'), noAnswer],
  servfail: [noName, ours, ours, ours],
  'dns-refused': [noName, ours, ours, ours],
  bogus: [noName, ours, ours, ours],
  disagreement: [ours, ours, ours, ours],
  'smtp-transient': [ours, ours, ours, ours],
  'http-transient': [ours, ours, ours, lasting('policy-http-status')],
  'smtp-permanent': [ours, ours, ours, ours],
  blocklisted: [ours, ours, ours, ours],
  'address-not-allowed': [
    proves('policy-host-address-not-public'),
    proves('policy-host-address-not-public'),
    ours,
    ours,
  ],
  'vantage-blocked': [ours, ours, ours, ours],
  'not-observed': [ours, ours, ours, ours],
  internal: [ours, ours, ours, ours],
};

const noSession = lasting('mx-host-unreachable');
const refused = lasting('mx-host-refuses-sessions');
const noTls = lasting('mx-host-tls-failed');
/** RFC 5321 section 4.5.3.2 lets a server take minutes. */
const slow = lasting('mx-host-slow');
const noSessionOverTls = lasting('mx-host-session-failed');
const tlsRefused = lasting('mx-host-starttls-refused');

export const SMTP_STEPS = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'handshake',
  'tls-ehlo',
] as const satisfies readonly SmtpStep[];

/** The SMTP session, by cause: at the steps connect, greeting, ehlo, starttls, handshake and tls-ehlo. */
export const SMTP_FAILURES: Readonly<
  Record<FailureCause, readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]>
> = {
  timeout: [noSession, noSession, noSession, noTls, noTls, noSessionOverTls],
  slow: [noSession, slow, slow, slow, slow, slow],
  refused: [noSession, noSession, noSession, noTls, noTls, noSessionOverTls],
  reset: [noSession, noSession, noSession, noTls, noTls, noSessionOverTls],
  closed: [noSession, noSession, noSession, noTls, noTls, noSessionOverTls],
  unreachable: [noSession, noSession, noSession, noTls, noTls, noSessionOverTls],
  protocol: [
    noSession,
    noSession,
    noSession,
    proves('mx-host-tls-failed'),
    proves('mx-host-tls-failed'),
    noSessionOverTls,
  ],
  'too-large': [
    noSession,
    noSession,
    noSession,
    proves('mx-host-tls-failed'),
    proves('mx-host-tls-failed'),
    noSessionOverTls,
  ],
  tls: [noSession, noSession, noSession, proves('mx-host-tls-failed'), proves('mx-host-tls-failed'), noSessionOverTls],
  servfail: [ours, ours, ours, ours, ours, ours],
  'dns-refused': [ours, ours, ours, ours, ours, ours],
  bogus: [ours, ours, ours, ours, ours, ours],
  disagreement: [ours, ours, ours, ours, ours, ours],
  'smtp-transient': [refused, refused, refused, tlsRefused, noTls, noSessionOverTls],
  'http-transient': [ours, ours, ours, ours, ours, ours],
  // A 5xx may be for this monitor's address alone, so it proves nothing before STARTTLS.
  'smtp-permanent': [refused, refused, refused, proves('mx-host-starttls-refused'), noTls, noSessionOverTls],
  // Said of the place that the monitor looks from; senders elsewhere are not meant.
  blocklisted: [ours, ours, ours, ours, ours, ours],
  'address-not-allowed': [proves('mx-host-address-not-public'), ours, ours, ours, ours, ours],
  'vantage-blocked': [ours, ours, ours, ours, ours, ours],
  'not-observed': [ours, ours, ours, ours, ours, ours],
  internal: [ours, ours, ours, ours, ours, ours],
};

/** Reply codes that say more than their class does. */
export const SMTP_REPLIES: Readonly<Partial<Record<SmtpStep, Readonly<Record<number, Outcome>>>>> = {
  // A server without EHLO has no extensions (RFC 5321 section 3.2), and so no STARTTLS.
  ehlo: { 500: proves('mx-host-starttls-missing'), 502: proves('mx-host-starttls-missing') },
};

/** Whether a failed DNS lookup is the zone's doing if it lasts, by cause. */
export const LOOKUP_FAILURES: Readonly<Record<FailureCause, 'may-last' | 'ours'>> = {
  timeout: 'may-last',
  slow: 'may-last',
  refused: 'may-last',
  reset: 'may-last',
  closed: 'may-last',
  unreachable: 'ours',
  protocol: 'may-last',
  'too-large': 'may-last',
  tls: 'ours',
  servfail: 'may-last',
  'dns-refused': 'may-last',
  bogus: 'may-last',
  // It has a finding of its own.
  disagreement: 'ours',
  'smtp-transient': 'ours',
  'http-transient': 'ours',
  'smtp-permanent': 'ours',
  blocklisted: 'ours',
  'address-not-allowed': 'ours',
  'vantage-blocked': 'ours',
  'not-observed': 'ours',
  internal: 'ours',
};

/** What a failure of the policy fetch comes to. */
export const policyFetchOutcome = (step: PolicyFetchStep, cause: FailureCause): Outcome =>
  POLICY_FETCH_FAILURES[cause][POLICY_FETCH_STEPS.indexOf(step)] ?? ours;

/** What a failure of an SMTP session comes to. */
export function smtpOutcome({
  family,
  failure,
}: Pick<SmtpEndpoint, 'family'> & { readonly failure: NonNullable<SmtpEndpoint['failure']> }): Outcome {
  // Most places without IPv6 say so in this way, and it is no news of the host.
  if (failure.cause === 'unreachable' && family === 6) return ours;
  const reply = failure.replyCode === undefined ? undefined : SMTP_REPLIES[failure.step]?.[failure.replyCode];
  return reply ?? SMTP_FAILURES[failure.cause][SMTP_STEPS.indexOf(failure.step)] ?? ours;
}
