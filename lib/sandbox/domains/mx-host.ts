import type { SandboxRow } from '../world/declaration';

const UNDELIVERABLE = 'undeliverable';

/** Faults of MX hosts (RFC 8461, section 4.2; RFC 3207). Each domain has one faulty host of its own, unless it says more. */
export const MX_HOST_FAULTS: readonly SandboxRow[] = [
  {
    name: 'mx-unresolvable.example',
    says: 'The MX host has no address.',
    mx: ['gone.mx-unresolvable.example'],
    fixed: { mx: undefined, hosts: { gone: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-unresolvable'] },
  },
  {
    name: 'markup-mx.example',
    says: 'The MX host’s name holds markup, which no wildcard covers.',
    mx: ['<b>mx</b>.markup-mx.example'],
    policy: { mx: ['*.markup-mx.example'] },
    fixed: { mx: ['mx.markup-mx.example'], hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-not-covered', 'policy-mx-unused', 'mx-host-unresolvable'] },
  },
  {
    name: 'mx-alias.example',
    says: 'The MX host is a CNAME, and the policy names the alias alone: Exchange Online rejects it.',
    mx: ['mx.mx-alias.example'],
    zone: { mx: { CNAME: 'real.mx-alias.example' } },
    hosts: { real: { certificate: { names: ['mx.mx-alias.example', 'real.mx-alias.example'] } } },
    fixed: [
      { policy: { mx: ['mx.mx-alias.example', 'real.mx-alias.example'] }, leaves: ['mx-host-cname'] },
      { mx: undefined, policy: { mx: ['mx.mx-alias.example', 'real.mx-alias.example'] }, leaves: ['policy-mx-unused'] },
      { mx: undefined },
    ],
    expect: { verdict: 'degraded', kinds: ['mx-host-cname'] },
  },
  {
    name: 'mx-alias-both.example',
    says: 'The MX host is a CNAME; policy and certificate name the alias and the final host: all senders deliver.',
    mx: ['mx.mx-alias-both.example'],
    zone: { mx: { CNAME: 'real.mx-alias-both.example' } },
    policy: { mx: ['mx.mx-alias-both.example', 'real.mx-alias-both.example'] },
    hosts: { real: { certificate: { names: ['mx.mx-alias-both.example', 'real.mx-alias-both.example'] } } },
    fixed: [
      {
        mx: undefined,
        policy: { mx: ['mx.mx-alias-both.example', 'real.mx-alias-both.example'] },
        leaves: ['policy-mx-unused'],
      },
      { mx: undefined, policy: undefined },
    ],
    expect: { verdict: 'protected', kinds: ['mx-host-cname'] },
  },
  {
    name: 'mx-alias-final.example',
    says: 'The MX host is a CNAME; policy and certificate name the final host alone: only Exchange Online delivers.',
    mx: ['mx.mx-alias-final.example'],
    zone: { mx: { CNAME: 'real.mx-alias-final.example' } },
    policy: { mx: ['real.mx-alias-final.example'] },
    hosts: { real: {} },
    fixed: [
      {
        policy: { mx: ['mx.mx-alias-final.example', 'real.mx-alias-final.example'] },
        hosts: { real: { certificate: { names: ['mx.mx-alias-final.example', 'real.mx-alias-final.example'] } } },
        leaves: ['mx-host-cname'],
      },
      {
        mx: undefined,
        policy: { mx: ['mx.mx-alias-final.example', 'real.mx-alias-final.example'] },
        leaves: ['policy-mx-unused'],
      },
      { mx: undefined, policy: undefined },
    ],
    expect: {
      verdict: UNDELIVERABLE,
      kinds: ['mx-host-cname', 'mx-not-covered', 'mx-host-certificate-name-mismatch'],
    },
  },

  {
    name: 'no-starttls.example',
    says: 'The MX host offers no STARTTLS.',
    hosts: { mx: { keywords: ['PIPELINING', 'SIZE 1000000'] } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'helo-only.example',
    says: 'The MX host knows HELO only.',
    hosts: { mx: { ehlo: ['502 5.5.1 Command not implemented'] } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'starttls-refused.example',
    says: 'The MX host offers STARTTLS, and refuses it.',
    hosts: { mx: { startTls: ['501 5.5.4 Syntax error'] } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-refused'] },
  },
  {
    name: 'starttls-not-now.example',
    says: 'The MX host offers STARTTLS, and says that it cannot do it for now.',
    hosts: { mx: { startTls: ['454 4.7.0 TLS not available due to temporary reason'] } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: 'unknown', kinds: [], lasting: ['mx-host-starttls-refused'] },
  },
  {
    name: 'x-starttls.example',
    says: 'The MX host offers XSTARTTLS, which is something else.',
    hosts: { mx: { keywords: ['XSTARTTLS', 'HELP STARTTLS'] } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'handshake-plain.example',
    says: 'The MX host goes on in the clear after agreeing to TLS.',
    hosts: { mx: { handshake: 'no-tls' } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-tls-failed'] },
  },
  {
    name: 'starttls-injection.example',
    says: 'The MX host lets plaintext into the TLS session (CVE-2011-0411).',
    hosts: { mx: { injected: '250 injected\r\n' } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: 'protected', kinds: ['mx-host-starttls-injection'] },
  },
  {
    name: 'mx-tls11.example',
    says: 'The MX host speaks nothing newer than TLS 1.1.',
    hosts: { mx: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-tls-version'] },
  },

  {
    name: 'one-expired-of-two.example',
    says: 'One of two MX hosts has an expired certificate.',
    hosts: { mx1: { certificate: { from: -91, until: -1 } }, mx2: {} },
    fixed: { hosts: { mx1: {}, mx2: {} } },
    expect: { verdict: 'degraded', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'one-bad-address.example',
    says: 'One of the MX host’s two addresses has an expired certificate.',
    hosts: { mx: { also: [{ certificate: { from: -91, until: -1 } }] } },
    fixed: { hosts: { mx: { also: [{}] } } },
    expect: { verdict: 'degraded', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'all-expired-of-two.example',
    says: 'Both MX hosts have expired certificates.',
    hosts: { mx1: { certificate: { from: -91, until: -1 } }, mx2: { certificate: { from: -91, until: -1 } } },
    fixed: { hosts: { mx1: {}, mx2: {} } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'expired-in-testing.example',
    says: 'The MX host’s certificate expired while the policy is in testing: mail still comes.',
    policy: { mode: 'testing' },
    hosts: { mx: { certificate: { from: -91, until: -1 } } },
    fixed: { policy: undefined, hosts: { mx: {} } },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing', 'mx-host-certificate-expired'] },
  },
];
