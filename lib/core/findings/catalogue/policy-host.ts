import type { AnswerEvidence, FindingKind, FixStep, NetworkEvidence, RefusalEvidence, ServedPolicy } from '../../model';
import { POLICY_PATH, policyHost, policyUrl } from '../../mta-sts/policy-host';
import { lines, step } from '../../text/fix';
import type { CatalogueEntry, Entries, EvidenceLine } from '../entry';
import { rfc } from '../references';
import { policyUnusable, someSenders } from '../senders';
import { addressesLine, bounded, line, listed } from '../words';
import { namingAddresses } from './at-some';
import { failureClause, handshakeCause } from './failure-words';

const WHY =
  'The STS record announces a policy that senders cannot fetch. Senders without a cached policy deliver as if the domain had none.';

const fetchFails = {
  severity: 'error',
  mail: 'unprotected',
  resultType: 'sts-policy-fetch-error',
  senders: policyUnusable,
  references: [rfc(8461, '3.3')],
  why: WHY,
} as const;

const networkLines = ({ step, cause, detail, addresses }: NetworkEvidence): readonly EvidenceLine[] => [
  ...addressesLine(addresses),
  ['Step', step],
  ['Seen', failureClause(cause)],
  ...line('Detail', bounded(detail)),
];

const refusalLines = ({ status, server, mitigation, retryAfter, title }: RefusalEvidence): readonly EvidenceLine[] => [
  ['HTTP status', String(status)],
  ...line('Answered by', mitigation && bounded(mitigation)),
  ...line('Server', server && bounded(server)),
  ...line('Retry-After', retryAfter && bounded(retryAfter)),
  ...line('Title of the page', title && bounded(title)),
];

const answerLines = ({ addresses = [] }: AnswerEvidence): readonly EvidenceLine[] => addressesLine(addresses);

/** Statuses with which a firewall or CDN rejects a client that it treats as a bot. */
const isBlock = ({ status, mitigation }: RefusalEvidence): boolean =>
  mitigation !== undefined || [401, 403, 405, 406, 418, 429, 451].includes(status);

const PATH = lines('path', POLICY_PATH);

const SERVE_IDENTITY: readonly FixStep[] = [
  step('If the file is stored compressed, store it uncompressed and remove its Content-Encoding.'),
  step('If the web server compresses it, disable compression for this path:', PATH),
];

const answerFails = { ...fetchFails, confirm: 'at-once', clear: 'served' } as const satisfies Partial<
  CatalogueEntry<FindingKind>
>;

const about = {
  area: 'policy-host',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: { 'policy-unreachable': 'while-open' },
  repair: { otherwise: 'The fault is at the policy host.' },
} as const;
/** Likewise of an answer, which depends on how the policy is served. */
const aboutAnswer = { ...about, repair: { otherwise: 'The fault is in the policy, or in how it is served.' } } as const;

const ENTRIES = {
  'policy-host-missing': {
    ...about,
    ...fetchFails,
    recordAt: ({ subject }) => ({ name: policyHost(subject.name), type: 'A or AAAA', isMissing: true }),
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy host has no address',
    title: ({ subject }) => `${policyHost(subject.name)} has no address`,
    fix: ({ subject, evidence }) => [
      step(
        `Publish an A or AAAA record for ${bounded(evidence.cnameChain === undefined ? evidence.name : policyHost(subject.name))} that points to a web server with a certificate for ${policyHost(subject.name)}.`,
      ),
      step('Serve the policy there, at:', lines('url', policyUrl(subject.name))),
      step(
        'To stop using MTA-STS instead, first publish a policy in mode none, wait until the old max_age has expired, then remove the record (RFC 8461 section 8.3).',
      ),
    ],
    because: ({ subject }) => `${policyHost(subject.name)} has no address, although ${subject.name} has an STS record`,
    evidenceLines: ({ evidence }) => [['Name without an address', bounded(evidence.name)]],
    example: { name: 'mta-sts.example.com' },
  },
  'policy-host-address-not-public': {
    ...about,
    ...fetchFails,
    confirm: 'at-once',
    clear: 'published',
    heading: "The policy host's address is not public",
    title: ({ subject }) => `The address of ${policyHost(subject.name)} is not public`,
    fix: ({ subject }) => [
      step(`Publish an address for ${policyHost(subject.name)} that can be reached from the whole Internet.`),
    ],
    because: ({ subject, evidence: { addresses } }) =>
      `${policyHost(subject.name)} has no address that can be reached from the Internet${addresses.length === 0 ? '' : ` (${listed(addresses)})`}`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['10.0.0.5'] },
  },
  'policy-host-unreachable': {
    ...about,
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host is not reachable from here',
    title: ({ subject }) => `${policyHost(subject.name)} is not reachable from here`,
    fix: ({ subject }) => [
      step(`Check that the web server of ${policyHost(subject.name)} is running, and that its addresses are right.`),
      step('Open port 443 to the whole Internet on each of them.'),
    ],
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} is not reachable from here (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'connect', cause: 'timeout', detail: 'no answer within 10 s', addresses: ['192.0.2.80'] },
  },
  'policy-host-tls-failed': {
    ...about,
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'No TLS session with the policy host',
    title: ({ subject }) => `No TLS session with ${policyHost(subject.name)}`,
    fix: ({ subject }) => [
      step('Enable TLS 1.2 and 1.3 with common ciphers on the web server.'),
      step(
        `Install a certificate for ${policyHost(subject.name)} there: some servers end the handshake for names that they do not know.`,
      ),
    ],
    because: ({ subject, evidence }) =>
      `the TLS handshake with ${policyHost(subject.name)} fails${handshakeCause(evidence.cause)}`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'handshake', cause: 'tls', detail: 'alert handshake failure', addresses: ['192.0.2.80'] },
  },
  'policy-host-slow': {
    ...about,
    ...fetchFails,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host is slow to answer',
    title: ({ subject }) => `${policyHost(subject.name)} is slow to answer`,
    // postfix-mta-sts-resolver waits 4 s by default (its defaults.py, TIMEOUT).
    why: 'The policy host accepts the connection but does not deliver the whole policy before the check ends. RFC 8461 suggests a timeout of one minute; some senders wait only seconds. Senders that give up and have no cached policy deliver as if the domain had none.',
    fix: ({ subject }) => [
      step(
        `Serve the policy on ${policyHost(subject.name)} as a static file, from a server that does not sleep when idle.`,
      ),
      step('Check the load on that server.'),
    ],
    because: ({ subject }) => `${policyHost(subject.name)} is slow to answer`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'response', cause: 'slow', detail: 'not complete within 60 s', addresses: ['192.0.2.80'] },
  },
  'policy-host-tls-version': {
    ...about,
    ...fetchFails,
    confirm: 'at-once',
    clear: 'served',
    heading: 'The policy host speaks only old TLS',
    title: ({ subject }) => `${policyHost(subject.name)} speaks no TLS newer than 1.1`,
    fix: () => [step('Enable TLS 1.2 and 1.3 on the web server.'), step('Disable older versions there.')],
    references: [rfc(8996, '2'), rfc(8461, '3.3')],
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} speaks ${bounded(evidence.protocol, 20)}, which senders refuse`,
    evidenceLines: ({ evidence }) => [
      ['TLS version', bounded(evidence.protocol, 20)],
      ...addressesLine(evidence.addresses),
    ],
    example: { protocol: 'TLSv1.1', addresses: ['192.0.2.80'] },
  },
  'policy-http-status': {
    ...aboutAnswer,
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host answers with another status than 200',
    title: ({ subject, evidence }) => `${policyHost(subject.name)} answers ${evidence.status} instead of the policy`,
    fix: ({ subject, evidence }) =>
      isBlock(evidence)
        ? [
            step('Allow automated clients to fetch the policy: senders fetch it without a browser, from data centres.'),
            step(
              'In the firewall or CDN in front of the web server, exempt this path from bot checks, challenges, country rules and rate limits (at Cloudflare: a WAF custom rule with the action Skip):',
              PATH,
            ),
            step(
              'Check that a client other than a browser gets the policy with status 200 at:',
              lines('url', policyUrl(subject.name)),
            ),
          ]
        : [step('Serve the policy with status 200 at:', lines('url', policyUrl(subject.name)))],
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} answers with HTTP status ${evidence.status} instead of the policy`,
    evidenceLines: ({ evidence }) => [
      ...refusalLines(evidence),
      ...line('User-Agent also rejected', evidence.senderRefused && bounded(evidence.senderRefused)),
      ...answerLines(evidence),
    ],
    example: { status: 404, addresses: ['192.0.2.80'] },
  },
  'policy-redirect': {
    ...aboutAnswer,
    ...answerFails,
    heading: 'The policy host redirects',
    title: ({ subject }) => `${policyHost(subject.name)} redirects instead of serving the policy`,
    why: `Senders must not follow redirects when they fetch a policy. ${WHY}`,
    fix: ({ subject }) => [
      step('Serve the policy itself, with status 200 and no redirect, at:', lines('url', policyUrl(subject.name))),
      step(
        `To have it hosted elsewhere, make ${policyHost(subject.name)} a CNAME to the provider, or use a reverse proxy.`,
      ),
    ],
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} answers with a redirect (${evidence.status}), which senders do not follow`,
    evidenceLines: ({ evidence }) => [
      ['HTTP status', String(evidence.status)],
      ...line('Location', bounded(evidence.location)),
      ...answerLines(evidence),
    ],
    example: { status: 301, location: 'https://www.example.com/', addresses: ['192.0.2.80'] },
  },
  'policy-content-type': {
    ...aboutAnswer,
    ...answerFails,
    heading: 'The policy is not served as text/plain',
    title: ({ subject }) => `The policy of ${subject.name} is not served as text/plain`,
    why: `Senders should use a policy only if it is served as text/plain, so that nobody who may upload pages to a web server can publish one. ${WHY}`,
    fix: () => [step('Send this header with the policy:', lines('header', 'Content-Type: text/plain; charset=utf-8'))],
    references: [rfc(8461, '3.2')],
    because: ({ subject, evidence }) =>
      `the policy of ${subject.name} is served ${evidence.contentType === '' ? 'without a content type' : `as ${bounded(evidence.contentType, 80)}`}`,
    evidenceLines: ({ evidence }) => [
      ['Content-Type', evidence.contentType === '' ? 'none' : bounded(evidence.contentType)],
      ...answerLines(evidence),
    ],
    example: { contentType: 'text/html; charset=utf-8', addresses: ['192.0.2.80'] },
  },
  'policy-too-large': {
    ...aboutAnswer,
    ...answerFails,
    heading: 'The policy is too large',
    title: ({ subject }) => `The policy of ${subject.name} is too large`,
    why: `Senders may stop reading after 64 KiB. ${WHY}`,
    fix: ({ subject }) => [
      step('Serve nothing but the policy, a few lines of text, at:', lines('url', policyUrl(subject.name))),
    ],
    because: ({ subject }) => `the answer with the policy of ${subject.name} is longer than 64 KiB`,
    evidenceLines: ({ evidence }) => [['Octets read', String(evidence.bytes)], ...answerLines(evidence)],
    example: { bytes: 65537, addresses: ['192.0.2.80'] },
  },
  'policy-encoding-unreadable': {
    ...aboutAnswer,
    ...answerFails,
    heading: 'The policy is compressed in a way that most senders cannot read',
    title: ({ subject }) => `The policy of ${subject.name} is compressed in a way that most senders cannot read`,
    why: 'The monitor asks for the policy without compression (Accept-Encoding: identity), but the answer uses one that most HTTP libraries do not decode. A sender that cannot decode it finds no policy. Without a cached policy it delivers as if the domain had none.',
    fix: () => SERVE_IDENTITY,
    references: [rfc(9110, '12.5.3'), rfc(8461, '3.3')],
    resultType: 'sts-policy-invalid',
    because: ({ subject, evidence }) =>
      `the policy of ${subject.name} is served with Content-Encoding: ${bounded(evidence.encoding, 80)}, which the request did not ask for`,
    evidenceLines: ({ evidence }) => [['Content-Encoding', bounded(evidence.encoding)], ...answerLines(evidence)],
    example: { encoding: 'zstd', addresses: ['192.0.2.80'] },
  },
  'policy-content-encoding': {
    ...aboutAnswer,
    speaksFor: {},
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'served',
    heading: 'The policy is compressed without being asked for',
    title: ({ subject, evidence }) =>
      evidence.applied
        ? `The policy of ${subject.name} is compressed although the request did not ask for it`
        : `The policy of ${subject.name} has a Content-Encoding that the request did not ask for`,
    why: 'The monitor asks for the policy without compression (Accept-Encoding: identity). A sender that does the same and does not decode the body finds no valid policy; a sender whose HTTP library decodes it is not affected.',
    fix: () => SERVE_IDENTITY,
    references: [rfc(9110, '12.5.3'), rfc(9110, '8.4')],
    resultType: null,
    senders: someSenders(
      'Reads the policy if its HTTP library decodes compression that it did not ask for. Otherwise it finds no valid policy.',
    ),
    because: ({ subject, evidence }) =>
      `the policy of ${subject.name} is served with Content-Encoding: ${bounded(evidence.encoding, 80)}, which the request did not ask for`,
    evidenceLines: ({ evidence }) => [
      ['Content-Encoding', bounded(evidence.encoding)],
      ...(evidence.applied ? [] : [['Applied', 'no: the body is plain text'] as const]),
      ...answerLines(evidence),
    ],
    example: { encoding: 'gzip', applied: true, addresses: ['192.0.2.80'] },
  },
  'policy-monitor-blocked': {
    ...aboutAnswer,
    speaksFor: {},
    severity: 'info',
    mail: 'none',
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host blocks this monitor',
    title: ({ subject }) => `${policyHost(subject.name)} blocks this monitor`,
    why: "The policy host rejects requests with this monitor's User-Agent but answers the same request with a sender's User-Agent. The policy was checked as that sender gets it. A rule that blocks one client other than a browser may also block some senders.",
    fix: () => [
      step(
        'Exempt this path from bot rules in the firewall or CDN in front of the web server (at Cloudflare: a WAF custom rule with the action Skip):',
        PATH,
      ),
    ],
    references: [rfc(8461, '3.3')],
    resultType: null,
    senders: someSenders('Delivers as before, unless the same rule blocks it too.'),
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} rejects this monitor${evidence.status === undefined ? '' : ` with HTTP status ${evidence.status}`} but answers a sender's User-Agent`,
    evidenceLines: ({ evidence }) => [
      ...(evidence.status === undefined
        ? [['Rejected by', 'closing the connection'] as const]
        : refusalLines({ ...evidence, status: evidence.status })),
      ['User-Agent accepted', bounded(evidence.userAgent)],
      ...answerLines(evidence),
    ],
    example: {
      status: 403,
      server: 'cloudflare',
      mitigation: 'cf-mitigated: challenge',
      title: 'Just a moment...',
      userAgent: 'postfix-tlspol/v1.13.0',
      addresses: ['192.0.2.80'],
    },
  },
  'policy-differs': {
    ...aboutAnswer,
    speaksFor: {},
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host serves different policies',
    title: ({ subject, evidence }) =>
      evidence.inTurn === true
        ? `${policyHost(subject.name)} serves different policies in turn`
        : `The addresses of ${policyHost(subject.name)} serve different policies`,
    why: 'Which server a sender connects to is chance. It applies the policy that it gets there until max_age expires, so some senders apply one policy and some another.',
    fix: ({ subject }) => [
      step(`Copy the intended policy to all servers of ${policyHost(subject.name)}.`),
      step('Purge the caches in front of them.'),
    ],
    references: [rfc(8461, '3.3'), rfc(8461, '5.1')],
    resultType: null,
    senders: someSenders('Applies the policy that it fetched, which differs from sender to sender.'),
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} serves ${evidence.policies.map(policyAt).slice(0, 2).join(' and ')}`,
    evidenceLines: ({ evidence }) =>
      evidence.policies.map((policy) => [
        policy.addresses.length === 0 ? 'Policy' : `Policy at ${listed(policy.addresses, 4)}`,
        policy.mode === undefined
          ? 'not a valid policy'
          : `mode: ${bounded(policy.mode, 20)}, max_age: ${policy.maxAge}, mx: ${listed(policy.mx, 8)}`,
      ]),
    example: {
      policies: [
        { addresses: ['192.0.2.80'], mode: 'enforce', maxAge: 604800, mx: ['mx1.example.com'], sha256: '3f0a' },
        { addresses: ['192.0.2.81'], mode: 'testing', maxAge: 604800, mx: ['mx1.example.com'], sha256: '9b4c' },
      ],
    },
  },
  'policy-response-failed': {
    ...aboutAnswer,
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host gives no whole answer',
    title: ({ subject }) => `${policyHost(subject.name)} gives no whole HTTP answer`,
    fix: ({ subject }) => [
      step(
        `Check the web server behind ${policyHost(subject.name)}: it accepts the connection but does not complete its answer within a minute.`,
      ),
    ],
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} gives no whole HTTP answer (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: {
      step: 'response',
      cause: 'closed',
      detail: 'the connection was closed before the header',
      addresses: ['192.0.2.80'],
    },
  },
} satisfies Partial<Entries<FindingKind>>;

export const POLICY_HOST = namingAddresses(ENTRIES);

/** For `map`: `mode: enforce at 192.0.2.80`; with max_age and patterns where all have the same mode. */
export function policyAt(
  { mode, maxAge, mx, addresses }: ServedPolicy,
  _: number,
  all: readonly ServedPolicy[],
): string {
  const rest = all.every((other) => other.mode === mode) ? `, max_age: ${maxAge}, mx: ${listed(mx, 2)}` : '';
  const what = mode === undefined ? 'no valid policy' : `mode: ${bounded(mode, 20)}${rest}`;
  return addresses.length === 0 ? what : `${what} at ${listed(addresses, 2)}`;
}
