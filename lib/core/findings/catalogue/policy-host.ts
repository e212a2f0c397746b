import type { FindingKind, NetworkEvidence } from '../../model';
import { policyHost, policyUrl } from '../../mta-sts/policy-host';
import type { CatalogueEntry, Entries, EvidenceLine } from '../entry';
import { rfc } from '../references';
import { policyUnusable } from '../senders';
import { addressesLine, bounded, line, listed } from '../words';
import { failureClause, handshakeCause } from './failure-words';

const WHY =
  'The STS record says that there is a policy, and senders cannot fetch it. Those without a cached policy deliver to the domain as if it had none.';

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

const answerFails = { ...fetchFails, confirm: 'at-once', clear: 'served' } as const satisfies Partial<
  CatalogueEntry<FindingKind>
>;

export const POLICY_HOST = {
  'policy-host-missing': {
    ...fetchFails,
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy host has no address',
    title: ({ subject }) => `${policyHost(subject.name)} has no address`,
    fix: ({ subject, evidence }) =>
      `Publish an A or AAAA record for ${bounded(evidence.name)} that leads to a web server with a certificate for ${policyHost(subject.name)}, and serve the policy there:\n${policyUrl(subject.name)}\nTo give up MTA-STS instead, first publish a policy of mode none, wait until the old max_age is over, and then remove the record (RFC 8461 section 8.3).`,
    because: ({ subject }) => `${policyHost(subject.name)} has no address, although ${subject.name} has an STS record`,
    evidenceLines: ({ evidence }) => [['Name without an address', bounded(evidence.name)]],
    example: { name: 'mta-sts.example.com' },
  },
  'policy-host-address-not-public': {
    ...fetchFails,
    confirm: 'at-once',
    clear: 'published',
    heading: "The policy host's address is not public",
    title: ({ subject }) => `The address of ${policyHost(subject.name)} is not public`,
    fix: ({ subject }) =>
      `Publish an address for ${policyHost(subject.name)} that can be reached from the whole Internet.`,
    because: ({ subject, evidence: { addresses } }) =>
      `${policyHost(subject.name)} has no address that can be reached from the Internet${addresses.length === 0 ? '' : ` (${listed(addresses)})`}`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['10.0.0.5'] },
  },
  'policy-host-unreachable': {
    ...fetchFails,
    confirm: 'network',
    clear: 'published',
    heading: 'The policy host is not reachable from here',
    title: ({ subject }) => `${policyHost(subject.name)} is not reachable from here`,
    fix: ({ subject }) =>
      `Check the web server, its firewall and the addresses of ${policyHost(subject.name)}: port 443 must be open to the whole Internet.`,
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} is not reachable from here (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'connect', cause: 'timeout', detail: 'no answer within 10 s', addresses: ['192.0.2.80'] },
  },
  'policy-host-tls-failed': {
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'No TLS session with the policy host',
    title: ({ subject }) => `No TLS session with ${policyHost(subject.name)}`,
    fix: ({ subject }) =>
      `Let the web server speak TLS 1.2 or 1.3 with common ciphers, and give it a certificate for the name ${policyHost(subject.name)}: some servers end the handshake for names that they do not know.`,
    because: ({ subject, evidence }) =>
      `the TLS handshake with ${policyHost(subject.name)} fails${handshakeCause(evidence.cause)}`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'handshake', cause: 'tls', detail: 'alert handshake failure', addresses: ['192.0.2.80'] },
  },
  'policy-host-slow': {
    ...fetchFails,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host is slow to answer',
    title: ({ subject }) => `${policyHost(subject.name)} is slow to answer`,
    // postfix-mta-sts-resolver waits 4 s by default (its defaults.py, TIMEOUT).
    why: 'The policy host accepts the connection, and the policy is not complete when the check ends. RFC 8461 suggests that senders wait a minute; some wait only seconds. Senders without a cached policy deliver as if there were none.',
    fix: ({ subject }) =>
      `Serve the policy of ${policyHost(subject.name)} as a static file, from a server that is always awake. Check the load of that server.`,
    because: ({ subject }) => `${policyHost(subject.name)} is slow to answer`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'response', cause: 'slow', detail: 'not complete within 60 s', addresses: ['192.0.2.80'] },
  },
  'policy-host-tls-version': {
    ...fetchFails,
    confirm: 'at-once',
    clear: 'served',
    heading: 'The policy host speaks only old TLS',
    title: ({ subject }) => `${policyHost(subject.name)} speaks no TLS newer than 1.1`,
    fix: () => 'Enable TLS 1.2 and 1.3 on the web server, and disable what is older.',
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
    ...fetchFails,
    confirm: 'network',
    clear: 'served',
    heading: 'The policy host answers with another status than 200',
    title: ({ subject, evidence }) => `${policyHost(subject.name)} answers ${evidence.status} instead of the policy`,
    fix: ({ subject }) => `Serve the policy with status 200 at\n${policyUrl(subject.name)}`,
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} answers with HTTP status ${evidence.status} instead of the policy`,
    evidenceLines: ({ evidence }) => [['HTTP status', String(evidence.status)]],
    example: { status: 404 },
  },
  'policy-redirect': {
    ...answerFails,
    heading: 'The policy host redirects',
    title: ({ subject }) => `${policyHost(subject.name)} redirects instead of serving the policy`,
    why: `Senders must not follow redirects when they fetch a policy. ${WHY}`,
    fix: ({ subject }) =>
      `Serve the policy itself, with status 200, at\n${policyUrl(subject.name)}\nTo have it hosted elsewhere, make mta-sts a CNAME to the provider, or a reverse proxy.`,
    because: ({ subject, evidence }) =>
      `${policyHost(subject.name)} answers with a redirect (${evidence.status}), which senders do not follow`,
    evidenceLines: ({ evidence }) => [
      ['HTTP status', String(evidence.status)],
      ...line('Location', bounded(evidence.location)),
    ],
    example: { status: 301, location: 'https://www.example.com/' },
  },
  'policy-content-type': {
    ...answerFails,
    heading: 'The policy is not served as text/plain',
    title: ({ subject }) => `The policy of ${subject.name} is not served as text/plain`,
    why: `Senders should use a policy only if it is served as text/plain, so that nobody who may upload pages to a web server can publish one. ${WHY}`,
    fix: () => 'Let the web server send this header with the policy:\nContent-Type: text/plain; charset=utf-8',
    references: [rfc(8461, '3.2')],
    because: ({ subject, evidence }) =>
      `the policy of ${subject.name} is served ${evidence.contentType === '' ? 'without a content type' : `as ${bounded(evidence.contentType, 80)}`}`,
    evidenceLines: ({ evidence }) => [
      ['Content-Type', evidence.contentType === '' ? 'none' : bounded(evidence.contentType)],
    ],
    example: { contentType: 'text/html; charset=utf-8' },
  },
  'policy-too-large': {
    ...answerFails,
    heading: 'The policy is too large',
    title: ({ subject }) => `The policy of ${subject.name} is too large`,
    why: `Senders may stop reading after 64 KiB. ${WHY}`,
    fix: ({ subject }) => `Serve nothing but the policy, a few lines of text, at\n${policyUrl(subject.name)}`,
    because: ({ subject }) => `the answer with the policy of ${subject.name} is longer than 64 KiB`,
    evidenceLines: ({ evidence }) => [['Octets read', String(evidence.bytes)]],
    example: { bytes: 65537 },
  },
  'policy-response-failed': {
    ...fetchFails,
    confirm: 'network',
    clear: 'published',
    heading: 'The policy host gives no whole answer',
    title: ({ subject }) => `${policyHost(subject.name)} gives no whole HTTP answer`,
    fix: ({ subject }) =>
      `Check the web server behind ${policyHost(subject.name)}: it takes the connection, and then gives no whole answer within a minute.`,
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
} satisfies Entries<
  | Exclude<Extract<FindingKind, `policy-host-${string}`>, `policy-host-certificate-${string}`>
  | 'policy-http-status'
  | 'policy-redirect'
  | 'policy-content-type'
  | 'policy-too-large'
  | 'policy-response-failed'
>;
