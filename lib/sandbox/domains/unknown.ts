import type { FindingKind } from '../../core/model/finding';
import type { SandboxRow } from '../world/declaration';

const unknown = (lasting: FindingKind): SandboxRow['expect'] => ({ verdict: 'unknown', kinds: [], lasting: [lasting] });

/** What cannot be seen in one look: it says nothing about the target, so nothing may be found, unless it lasts. */
export const UNKNOWNS: readonly SandboxRow[] = [
  {
    name: 'record-servfail.example',
    says: 'The STS record’s name gives SERVFAIL.',
    zone: { '_mta-sts': { fault: 'servfail' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-refused.example',
    says: 'The name server refuses questions about the STS record.',
    zone: { '_mta-sts': { fault: 'refused' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-timeout.example',
    says: 'Nobody answers for the STS record.',
    zone: { '_mta-sts': { fault: 'timeout' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-spoofed.example',
    says: 'The answers about the STS record bear another id.',
    zone: { '_mta-sts': { fault: 'wrong-id' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-other-question.example',
    says: 'The answers about the STS record are to another question.',
    zone: { '_mta-sts': { fault: 'wrong-question' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-garbage.example',
    says: 'The answers about the STS record are not DNS.',
    zone: { '_mta-sts': { fault: 'garbage' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-no-tcp.example',
    says: 'The STS record is too long for UDP, and TCP is cut.',
    zone: { '_mta-sts': { fault: 'no-tcp' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'record-loop.example',
    says: 'The STS record’s CNAMEs go in a circle.',
    zone: { '_mta-sts': { CNAME: '_mta-sts.record-loop.example' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'mx-servfail.example',
    says: 'The MX records give SERVFAIL.',
    zone: { '@': { fault: { MX: 'servfail' } } },
    policy: { mx: ['*.mail.example'] },
    expect: unknown('dns-failing'),
  },
  {
    name: 'policy-host-servfail.example',
    says: 'The policy host’s name gives SERVFAIL.',
    zone: { 'mta-sts': { fault: 'servfail' } },
    expect: unknown('dns-failing'),
  },
  {
    name: 'policy-host-closed.example',
    says: 'Nothing listens at the policy host.',
    policyHost: 'closed',
    expect: unknown('policy-host-unreachable'),
  },
  {
    name: 'policy-host-reset.example',
    says: 'The policy host resets the connection.',
    policyHost: { connection: 'reset' },
    expect: unknown('policy-host-tls-failed'),
  },
  {
    name: 'policy-host-silent.example',
    says: 'The policy host never shakes hands.',
    policyHost: { connection: 'silent' },
    expect: unknown('policy-host-unreachable'),
  },
  {
    name: 'policy-no-answer.example',
    says: 'The policy host takes the request and never answers.',
    policyHost: { answer: { misbehave: 'silent' } },
    expect: unknown('policy-response-failed'),
  },
  {
    name: 'policy-drips.example',
    says: 'The policy comes one octet a second.',
    policyHost: { answer: { misbehave: 'drip', body: 'version: STSv1\r\n'.repeat(20) } },
    expect: unknown('policy-response-failed'),
  },
  {
    name: 'policy-cut.example',
    says: 'The policy is cut in the middle.',
    policyHost: { answer: { misbehave: 'cut', body: 'version: STSv1\r\nmode: enforce\r\n' } },
    expect: unknown('policy-response-failed'),
  },
  {
    name: 'mx-host-servfail.example',
    says: 'The MX host’s name gives SERVFAIL.',
    mx: ['mx.mx-host-servfail.example'],
    zone: { mx: { fault: 'servfail' } },
    expect: unknown('mx-host-dns-failing'),
  },
  {
    name: 'mx-closed.example',
    says: 'Nothing listens at the MX host.',
    hosts: { mx: { listening: false } },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'mx-busy.example',
    says: 'The MX host greets with 421.',
    hosts: { mx: { greeting: ['421 4.3.2 System not accepting network messages'] } },
    expect: unknown('mx-host-refuses-sessions'),
  },
  {
    name: 'mx-refuses.example',
    says: 'The MX host greets with 554: it may not like the monitor’s address.',
    hosts: { mx: { greeting: ['554 5.7.1 No service for you'] } },
    expect: unknown('mx-host-refuses-sessions'),
  },
  {
    name: 'mx-silent.example',
    says: 'The MX host never greets.',
    hosts: { mx: { greeting: 'never' } },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'mx-garbage.example',
    says: 'The MX host greets with something that is not SMTP.',
    hosts: { mx: { greeting: ['SSH-2.0-OpenSSH_9.9'] } },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'mx-endless-line.example',
    says: 'The MX host greets with a line without end in sight.',
    hosts: { mx: { greeting: [`220 ${'x'.repeat(200_000)}`] } },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'mx-ehlo-reset.example',
    says: 'The MX host resets the connection at EHLO.',
    hosts: { mx: { ehlo: 'reset' } },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'mx-greylists.example',
    says: 'The MX host answers EHLO with 451.',
    hosts: { mx: { ehlo: ['451 4.7.1 Greylisted'] } },
    expect: unknown('mx-host-refuses-sessions'),
  },
  {
    name: 'starttls-silent.example',
    says: 'The MX host never answers STARTTLS.',
    hosts: { mx: { startTls: 'never' } },
    expect: unknown('mx-host-tls-failed'),
  },
  {
    name: 'handshake-silent.example',
    says: 'The MX host never shakes hands.',
    hosts: { mx: { handshake: 'never' } },
    expect: unknown('mx-host-tls-failed'),
  },
  {
    name: 'handshake-closed.example',
    says: 'The MX host closes instead of a handshake.',
    hosts: { mx: { handshake: 'close' } },
    expect: unknown('mx-host-tls-failed'),
  },
  {
    name: 'one-closed-of-two.example',
    says: 'Nothing listens at one of two MX hosts.',
    hosts: { mx1: { listening: false }, mx2: {} },
    expect: unknown('mx-host-unreachable'),
  },
  {
    name: 'one-closed-address.example',
    says: 'Nothing listens at one of the MX host’s two addresses: senders take the other.',
    hosts: { mx: { also: [{ listening: false }] } },
    expect: { verdict: 'protected', kinds: [], lasting: ['mx-host-unreachable'] },
  },
  {
    name: 'expired-and-closed.example',
    says: 'One MX host has an expired certificate, and nothing listens at the other.',
    hosts: { mx1: { certificate: { from: -91, until: -1 } }, mx2: { listening: false } },
    expect: { verdict: 'degraded', kinds: ['mx-host-certificate-expired'], lasting: ['mx-host-unreachable'] },
  },
];
