import type { FindingKind, NetworkEvidence } from '../../model';
import { isHostName } from '../../text/domain-name';
import { lines, step } from '../../text/fix';
import type { Entries, EvidenceLine } from '../entry';
import { cve, rfc } from '../references';
import { mxRefused, outOfReach, someSenders, STARTTLS_BOUNCE, TLS_VERSION_BOUNCE } from '../senders';
import { addressesLine, bounded, line, listed } from '../words';
import { failureClause, handshakeCause, sessionClause } from './failure-words';

const networkLines = ({ step, cause, detail, addresses }: NetworkEvidence): readonly EvidenceLine[] => [
  ...addressesLine(addresses),
  ['Step', step],
  ['Seen', failureClause(cause)],
  ...line('Detail', bounded(detail)),
];

const noDelivery = {
  severity: 'error',
  mail: 'refused',
  refusesMx: true,
  resultType: null,
  senders: outOfReach,
} as const;
const NO_TLS =
  'Senders that enforce a policy do not deliver without TLS. All others send the mail in the clear, where anybody in the path can read and change it.';
const noTls = {
  severity: 'error',
  mail: 'refused',
  refusesMx: true,
  underPolicyOnly: true,
  refusesDane: true,
  resultType: 'starttls-not-supported',
  senders: mxRefused(STARTTLS_BOUNCE),
  why: NO_TLS,
} as const;

const about = {
  area: 'mx-host',
  subject: 'mx-host',
  reminders: 'by-interval',
  speaksFor: {},
  repair: { otherwise: 'The fault is at the MX host.' },
} as const;

export const MX_HOST = {
  'mx-host-unresolvable': {
    ...about,
    speaksFor: { 'addresses-changed': 'while-open' },
    ...noDelivery,
    recordAt: ({ subject }) => ({ name: subject.name, type: 'A or AAAA', isMissing: true }),
    confirm: 'at-once',
    clear: 'published',
    heading: 'An MX host has no address',
    title: ({ subject }) => `${subject.name} has no address`,
    why: 'An MX record names the host, and senders find no address for it.',
    fix: ({ subject }) => [
      step(
        isHostName(subject.name)
          ? `Publish an A or AAAA record for ${subject.name}, or remove the host from the MX records that name it.`
          : `Correct the MX records that name ${subject.name}, which cannot be the name of a host.`,
      ),
    ],
    references: [rfc(5321, '5.1')],
    because: ({ subject }) => `${subject.name} has no address`,
    evidenceLines: ({ evidence }) =>
      evidence.cnameChain.length === 0 ? [['Seen', 'neither an A nor an AAAA record']] : [],
    example: { cnameChain: [] },
  },
  'mx-host-dns-failing': {
    ...about,
    lookup: true,
    ...noDelivery,
    confirm: 'network',
    clear: 'served',
    heading: "The DNS does not answer for an MX host's address",
    title: ({ subject }) => `The DNS gives no address for ${subject.name}`,
    why: 'Senders meet the same failure and cannot deliver to this MX host.',
    fix: ({ evidence }) => [
      step(`Query each name server of the zone for ${bounded(evidence.name)} ${evidence.type}.`),
      step('Repair those that do not answer.'),
      step('If the cause is DNSSEC, renew the signatures or correct the DS record at the parent.'),
    ],
    references: [rfc(5321, '5.1')],
    because: ({ subject, evidence }) =>
      `the DNS gives no address for ${subject.name} (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', evidence.type],
      ['Seen', failureClause(evidence.cause)],
      ...line('Detail', bounded(evidence.detail)),
    ],
    example: { name: 'mx1.example.com', type: 'A/AAAA', cause: 'servfail', detail: 'SERVFAIL from 192.0.2.53' },
  },
  'mx-host-cname': {
    ...about,
    severity: 'error',
    mail: 'at-risk',
    underPolicyOnly: true,
    confirm: 'at-once',
    clear: 'published',
    heading: 'An MX host is a CNAME',
    title: ({ subject }) => `${subject.name} is a CNAME`,
    why: 'An MX record must not name an alias. RFC 8461 matches policy and certificate with the name in the MX record; Exchange Online does not follow the alias under MTA-STS and sends no mail there unless both name the final host.',
    fix: ({ subject, evidence }) => {
      const host = evidence.cnameChain.at(-1) ?? '';
      const where = `to the policy of each domain whose MX record names ${subject.name}, where it is missing`;
      // A name that no host can have is not one to publish.
      return [
        isHostName(host)
          ? step(`Add this line ${where}:`, lines('policy-lines', `mx: ${host}`))
          : step(`Add the final host ${where}.`),
        step('Change the id of the STS record of each of these domains.'),
        step('Have the certificate issued for the name of the final host.'),
        step('Name the final host in the MX record when the old max_age has passed.'),
      ];
    },
    references: [rfc(5321, '5.1'), rfc(2181, '10.3'), rfc(8461, '4.1')],
    resultType: 'validation-failure',
    senders: {
      exchangeOnline:
        'Does not follow the CNAME under MTA-STS: it delivers only if the policy and the certificate name the final host, and otherwise returns the mail.',
      conforming:
        'Matches the policy and the certificate with the name in the MX record, and delivers if both are for that name.',
      testing: 'Delivers.',
    },
    because: ({ subject, evidence }) =>
      `${subject.name} is a CNAME to ${bounded(evidence.cnameChain.at(-1) ?? 'another name')}`,
    evidenceLines: ({ evidence }) => [['CNAME leads to', listed(evidence.cnameChain)]],
    example: { cnameChain: ['mail.example.net'] },
  },
  'mx-host-address-not-public': {
    ...about,
    speaksFor: { 'addresses-changed': 'while-open' },
    ...noDelivery,
    confirm: 'at-once',
    clear: 'published',
    heading: "An MX host's address is not public",
    title: ({ subject }) => `${subject.name} has an address that is not public`,
    why: 'Senders on the Internet cannot reach the address. They lose time with it, or end at a host of their own network.',
    fix: ({ subject }) => [step(`Publish only addresses for ${subject.name} that the whole Internet can reach.`)],
    references: [rfc(6890, '2.2.2'), rfc(5321, '5.1')],
    because: ({ subject, evidence: { addresses } }) =>
      `${subject.name} has ${addresses.length === 1 ? 'the address' : 'the addresses'} ${listed(addresses, 3)}, which ${addresses.length === 1 ? 'is' : 'are'} not public`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['10.0.0.25'] },
  },
  'mx-host-unreachable': {
    ...about,
    ...noDelivery,
    confirm: 'network',
    clear: 'served',
    heading: 'An MX host is not reachable from here',
    title: ({ subject }) => `${subject.name} is not reachable from here`,
    why: 'No SMTP session comes about. If senders fare the same, they deliver to other MX hosts or keep the mail.',
    fix: ({ subject }) => [
      step(`Check that the mail server of ${subject.name} is running.`),
      step('Open port 25 to the whole Internet on each of its addresses.'),
    ],
    references: [rfc(5321, '4.5.4.1')],
    because: ({ subject, evidence }) => `${subject.name} is not reachable from here (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'connect', cause: 'timeout', detail: 'no answer within 10 s', addresses: ['192.0.2.25'] },
  },
  // It may be this monitor alone that is not welcome, as all scanners are somewhere: no proof that mail is refused.
  'mx-host-refuses-sessions': {
    ...about,
    outOfSight: true,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    resultType: null,
    senders: someSenders(
      "Delivers, if the host refuses this monitor alone. If it is refused too, it tries the domain's other MX hosts, keeps the mail, and tries again.",
    ),
    heading: 'An MX host refuses SMTP sessions from here',
    title: ({ subject }) => `${subject.name} refuses SMTP sessions from here`,
    why: 'The server ends the session before STARTTLS. It may refuse everybody, or this address alone because of its reputation or its missing reverse DNS.',
    fix: ({ subject }) => [
      step(`Find the reply in the log of ${subject.name}.`),
      step('If the server rejects only this monitor, allow its address, or run the monitor elsewhere.'),
    ],
    references: [rfc(5321, '3.1'), rfc(5321, '4.2.1')],
    because: ({ subject, evidence }) => `${subject.name} refuses SMTP sessions from here with ${evidence.replyCode}`,
    evidenceLines: ({ evidence }) => [['Reply code', String(evidence.replyCode)], ...networkLines(evidence)],
    example: {
      step: 'greeting',
      cause: 'smtp-permanent',
      detail: '554 5.7.1 not welcome',
      addresses: ['192.0.2.25'],
      replyCode: 554,
    },
  },
  // A greeting may take five minutes (RFC 5321 section 4.5.3.2.1), so senders do not reject a slow host.
  'mx-host-slow': {
    ...about,
    outOfSight: true,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'An MX host is slow to answer',
    title: ({ subject }) => `${subject.name} is slow to answer`,
    why: 'The host accepts the connection but does not complete its answer before the check ends. RFC 5321 lets senders wait five minutes for the greeting, so mail may still arrive. The steps after that answer could not be checked.',
    fix: ({ subject }) => [
      step(`Check the load on ${subject.name} and its delay before the greeting.`),
      step('Check the DNS and blocklist lookups that it makes for each connection.'),
      step("If the delay is intended, set this monitor's timeout to more than the delay."),
    ],
    references: [rfc(5321, '4.5.3.2')],
    resultType: null,
    senders: {
      exchangeOnline: 'Not known: its timeouts are not published.',
      // Postfix: src/global/mail_params.h, DEF_SMTP_HELO_TMOUT is 300 s.
      conforming:
        "Waits five minutes for the greeting, as RFC 5321 section 4.5.3.2.1 requires and Postfix does by default. Then it tries the domain's other MX hosts, or defers the mail.",
    },
    because: ({ subject, evidence }) => `${subject.name} is slow to answer (step: ${bounded(evidence.step, 20)})`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'greeting', cause: 'slow', detail: 'not complete within 60 s', addresses: ['192.0.2.25'] },
  },
  'mx-host-session-failed': {
    ...about,
    severity: 'error',
    mail: 'refused',
    refusesMx: true,
    underPolicyOnly: true,
    refusesDane: true,
    confirm: 'network',
    clear: 'served',
    heading: 'SMTP with an MX host fails after the TLS handshake',
    title: ({ subject }) => `SMTP with ${subject.name} fails after the TLS handshake`,
    // Postfix at the level `may` falls back to plaintext for mail that has been deferred (src/smtp/smtp.h, PLAINTEXT_FALLBACK_OK_AFTER_TLS_SESSION_FAILURE).
    why: 'The TLS handshake succeeds, but then the host rejects EHLO, closes the connection or stays silent, so no mail is delivered over TLS. Senders that enforce MTA-STS or use DANE skip the host. With opportunistic TLS a sender may deliver in plaintext after retries, as Postfix does.',
    fix: ({ subject }) => [
      step(`Check the log of ${subject.name} for what follows the TLS handshake.`),
      step('Do not require a client certificate on port 25 (Postfix: smtpd_tls_req_ccert = no).'),
      step(
        'If a proxy terminates TLS, check that the mail server behind it is running and accepts connections from the proxy.',
      ),
    ],
    references: [rfc(3207, '4.2'), rfc(8461, '4.1')],
    resultType: 'validation-failure',
    senders: mxRefused(),
    because: ({ subject, evidence: { cause, replyCode } }) =>
      `SMTP with ${subject.name} fails after the TLS handshake (${replyCode === undefined ? sessionClause(cause) : `it answers EHLO with ${replyCode}`})`,
    evidenceLines: ({ evidence }) => [
      ...(evidence.replyCode === undefined ? [] : [['Reply code', String(evidence.replyCode)] as const]),
      ...networkLines(evidence),
    ],
    example: {
      step: 'tls-ehlo',
      cause: 'smtp-transient',
      detail: '421 4.7.1 No client certificate presented',
      addresses: ['192.0.2.25'],
      replyCode: 421,
    },
  },
  'mx-host-starttls-missing': {
    ...about,
    ...noTls,
    confirm: 'at-once',
    clear: 'served',
    heading: 'An MX host does not offer STARTTLS',
    title: ({ subject }) => `${subject.name} does not offer STARTTLS`,
    fix: ({ subject }) => [
      step(`Enable STARTTLS on ${subject.name} with a certificate for that name.`),
      step(
        'If it is already enabled, look for a firewall that strips STARTTLS from the EHLO reply ("SMTP inspection").',
      ),
    ],
    references: [rfc(3207, '4'), rfc(8461, '4')],
    because: ({ subject }) => `${subject.name} does not offer STARTTLS`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['192.0.2.25'] },
  },
  'mx-host-starttls-refused': {
    ...about,
    ...noTls,
    confirm: 'network',
    clear: 'served',
    heading: 'An MX host offers STARTTLS and then refuses it',
    title: ({ subject }) => `${subject.name} offers STARTTLS and then refuses it`,
    fix: ({ subject }) => [
      step(
        `Check the log of ${subject.name}: the usual cause is a key or certificate file that the server cannot read.`,
      ),
    ],
    references: [rfc(3207, '4'), rfc(8461, '4')],
    because: ({ subject, evidence }) => `${subject.name} answers STARTTLS with ${evidence.replyCode}`,
    evidenceLines: ({ evidence }) => [['Reply code', String(evidence.replyCode)], ...addressesLine(evidence.addresses)],
    example: { addresses: ['192.0.2.25'], replyCode: 454 },
  },
  'mx-host-starttls-injection': {
    ...about,
    severity: 'error',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'served',
    heading: 'An MX host lets plaintext into the TLS session',
    title: ({ subject }) => `${subject.name} mixes plaintext into the TLS session`,
    why: 'Octets in the clear stand behind the reply to STARTTLS, and belong to no session. Servers and filters with this fault let an attacker in the path put commands or replies into the session that TLS should protect.',
    fix: ({ subject }) => [
      step(
        `Update the mail server of ${subject.name} and any filter or proxy in front of it: plaintext that is still in a buffer must be discarded when TLS begins.`,
      ),
    ],
    references: [cve('CVE-2011-0411'), rfc(3207, '4.2')],
    resultType: null,
    senders: someSenders('Delivers, or ends the session if its TLS library takes the octets for a broken handshake.'),
    because: ({ subject }) => `${subject.name} sends plaintext behind its reply to STARTTLS`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['192.0.2.25'] },
  },
  'mx-host-tls-failed': {
    ...about,
    severity: 'error',
    mail: 'refused',
    refusesMx: true,
    underPolicyOnly: true,
    refusesDane: true,
    confirm: 'network',
    clear: 'served',
    heading: 'No TLS session with an MX host',
    title: ({ subject }) => `No TLS session with ${subject.name}`,
    why: 'The host offers STARTTLS, and then the handshake fails. Senders that enforce a policy do not deliver; many others send the mail in the clear.',
    fix: ({ subject }) => [
      step(`Check the log of ${subject.name}.`),
      step('Enable TLS 1.2 and 1.3 with common ciphers.'),
      step('Check that the key belongs to the certificate.'),
    ],
    references: [rfc(8461, '7.2'), rfc(8460, '4.3.1')],
    resultType: 'validation-failure',
    senders: mxRefused(),
    because: ({ subject, evidence }) => `the TLS handshake with ${subject.name} fails${handshakeCause(evidence.cause)}`,
    evidenceLines: ({ evidence }) => networkLines(evidence),
    example: { step: 'handshake', cause: 'tls', detail: 'alert handshake failure', addresses: ['192.0.2.25'] },
  },
  'mx-host-tls-version': {
    ...about,
    severity: 'error',
    mail: 'refused',
    refusesMx: true,
    underPolicyOnly: true,
    confirm: 'at-once',
    clear: 'served',
    heading: 'An MX host speaks only old TLS',
    title: ({ subject }) => `${subject.name} speaks no TLS newer than 1.1`,
    why: 'MTA-STS needs TLS 1.2 or newer. TLS 1.0 and 1.1 have been given up, and many senders no longer speak them at all.',
    fix: ({ subject }) => [step(`Enable TLS 1.2 and 1.3 on ${subject.name}.`)],
    references: [rfc(8461, '7.2'), rfc(8996, '2')],
    resultType: 'validation-failure',
    senders: mxRefused(TLS_VERSION_BOUNCE, ', with the TLS version (<version>)'),
    bounceValues: ({ evidence }) => ({ version: bounded(evidence.protocol, 20) }),
    because: ({ subject, evidence }) =>
      `${subject.name} speaks ${bounded(evidence.protocol, 20)}, and MTA-STS needs TLS 1.2`,
    evidenceLines: ({ evidence }) => [
      ['TLS version', bounded(evidence.protocol, 20)],
      ...addressesLine(evidence.addresses),
    ],
    example: { protocol: 'TLSv1', addresses: ['192.0.2.25'] },
  },
} satisfies Partial<Entries<FindingKind>>;
