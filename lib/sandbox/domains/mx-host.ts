import type { SandboxRow } from '../world/declaration';

const UNDELIVERABLE = 'undeliverable';

/** Faults of MX hosts (RFC 8461, section 4.2; RFC 3207). Each domain has one faulty host of its own, unless it says more. */
export const MX_HOST_FAULTS: readonly SandboxRow[] = [
  {
    name: 'mx-unresolvable.example',
    says: 'The MX host has no address.',
    mx: ['gone.mx-unresolvable.example'],
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-unresolvable'] },
  },
  {
    name: 'markup-mx.example',
    says: 'The MX host’s name holds markup, which no wildcard covers.',
    mx: ['<b>mx</b>.markup-mx.example'],
    policy: { mx: ['*.markup-mx.example'] },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-not-covered', 'policy-mx-unused', 'mx-host-unresolvable'] },
  },
  {
    name: 'mx-alias.example',
    says: 'The MX host is a CNAME: Exchange Online sends nothing to it.',
    mx: ['mx.mx-alias.example'],
    zone: { mx: { CNAME: 'real.mx-alias.example' } },
    hosts: { real: { certificate: { names: ['mx.mx-alias.example', 'real.mx-alias.example'] } } },
    expect: { verdict: 'protected', kinds: ['mx-host-cname'] },
  },

  {
    name: 'no-starttls.example',
    says: 'The MX host offers no STARTTLS.',
    hosts: { mx: { keywords: ['PIPELINING', 'SIZE 1000000'] } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'helo-only.example',
    says: 'The MX host knows HELO only.',
    hosts: { mx: { ehlo: ['502 5.5.1 Command not implemented'] } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'starttls-refused.example',
    says: 'The MX host offers STARTTLS, and refuses it.',
    hosts: { mx: { startTls: ['501 5.5.4 Syntax error'] } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-refused'] },
  },
  {
    name: 'starttls-not-now.example',
    says: 'The MX host offers STARTTLS, and says that it cannot do it for now.',
    hosts: { mx: { startTls: ['454 4.7.0 TLS not available due to temporary reason'] } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-refused'] },
  },
  {
    name: 'x-starttls.example',
    says: 'The MX host offers XSTARTTLS, which is something else.',
    hosts: { mx: { keywords: ['XSTARTTLS', 'HELP STARTTLS'] } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-starttls-missing'] },
  },
  {
    name: 'handshake-plain.example',
    says: 'The MX host goes on in the clear after agreeing to TLS.',
    hosts: { mx: { handshake: 'no-tls' } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-tls-failed'] },
  },
  {
    name: 'starttls-injection.example',
    says: 'The MX host lets plaintext into the TLS session (CVE-2011-0411).',
    hosts: { mx: { injected: '250 injected\r\n' } },
    expect: { verdict: 'protected', kinds: ['mx-host-starttls-injection'] },
  },
  {
    name: 'mx-tls11.example',
    says: 'The MX host speaks nothing newer than TLS 1.1.',
    hosts: { mx: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-tls-version'] },
  },

  {
    name: 'expired-mx.example',
    says: 'The MX host’s certificate expired yesterday.',
    hosts: { mx: { certificate: { from: -91, until: -1 } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'expired-rsa-mx.example',
    says: 'The MX host’s RSA certificate expired yesterday.',
    hosts: { mx: { certificate: { key: 'rsa', from: -91, until: -1 } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'expired-intermediate-mx.example',
    says: 'The intermediate that the MX host serves expired.',
    hosts: { mx: { certificate: { signedBy: 'expired-intermediate' } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'expired-cross-sign-mx.example',
    says: 'The MX host serves an expired cross-certificate that nobody needs: old TLS libraries fail at it.',
    hosts: { mx: { certificate: { serveAlso: 'expired-cross-sign' } } },
    expect: { verdict: 'protected', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'not-yet-valid-mx.example',
    says: 'The MX host’s certificate is valid from tomorrow on.',
    hosts: { mx: { certificate: { from: 1, until: 90 } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-not-yet-valid'] },
  },
  {
    name: 'expiring-mx.example',
    says: 'The MX host’s certificate expires in two days.',
    hosts: { mx: { certificate: { from: -88, until: 2 } } },
    expect: { verdict: 'protected', kinds: ['mx-host-certificate-expiring'] },
  },
  {
    name: 'expiring-intermediate-mx.example',
    says: 'The intermediate that the MX host serves expires in three days.',
    hosts: { mx: { certificate: { signedBy: 'expiring-intermediate' } } },
    expect: { verdict: 'protected', kinds: ['mx-host-certificate-expiring'] },
  },
  {
    name: 'wrong-name-mx.example',
    says: 'The MX host’s certificate is for another name.',
    hosts: { mx: { certificate: { names: ['mail.wrong-name-mx.example'] } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-name-mismatch'] },
  },
  {
    name: 'common-name-mx.example',
    says: 'The MX host’s name is in the certificate’s common name only.',
    hosts: { mx: { certificate: { san: false } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-name-mismatch'] },
  },
  {
    name: 'deep-wildcard-mx.example',
    says: 'The certificate’s wildcard stands for one label, and the MX host has two.',
    hosts: { 'a.b': { certificate: { names: ['*.deep-wildcard-mx.example'] } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-name-mismatch'] },
  },
  {
    name: 'partial-wildcard-mx.example',
    says: 'The certificate’s wildcard is a part of a label.',
    hosts: { mx1: { certificate: { names: ['mx*.partial-wildcard-mx.example'] } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-name-mismatch'] },
  },
  {
    name: 'self-signed-mx.example',
    says: 'The MX host’s certificate is self-signed.',
    hosts: { mx: { certificate: { signedBy: 'itself' } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'unknown-root-mx.example',
    says: 'The MX host’s certificate is of a CA that nobody trusts.',
    hosts: { mx: { certificate: { signedBy: 'unknown-root' } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'incomplete-chain-mx.example',
    says: 'The MX host does not serve the intermediate.',
    hosts: { mx: { certificate: { serveIntermediate: false } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'incomplete-rsa-chain-mx.example',
    says: 'The MX host does not serve the RSA intermediate.',
    hosts: { mx: { certificate: { key: 'rsa', serveIntermediate: false } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'client-certificate-mx.example',
    says: 'The MX host’s certificate is for clients.',
    hosts: { mx: { certificate: { usage: 'client' } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'expired-and-self-signed-mx.example',
    says: 'The MX host’s certificate is self-signed, expired, and for another name: each is said.',
    hosts: { mx: { certificate: { names: ['localhost'], signedBy: 'itself', from: -91, until: -1 } } },
    expect: {
      verdict: UNDELIVERABLE,
      kinds: ['mx-host-certificate-expired', 'mx-host-certificate-name-mismatch', 'mx-host-certificate-untrusted'],
    },
  },
  {
    name: 'weak-key-mx.example',
    says: 'The MX host has an RSA key of 1024 bits.',
    hosts: { mx: { certificate: { key: 'rsa-1024' } } },
    expect: { verdict: 'protected', kinds: ['mx-host-certificate-weak'] },
  },
  {
    name: 'sha1-mx.example',
    says: 'The MX host’s certificate is signed with SHA-1.',
    hosts: { mx: { certificate: { key: 'rsa', hash: 'sha1' } } },
    expect: { verdict: 'protected', kinds: ['mx-host-certificate-weak'] },
  },

  {
    name: 'one-expired-of-two.example',
    says: 'One of two MX hosts has an expired certificate.',
    hosts: { mx1: { certificate: { from: -91, until: -1 } }, mx2: {} },
    expect: { verdict: 'degraded', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'one-bad-address.example',
    says: 'One of the MX host’s two addresses has an expired certificate.',
    hosts: { mx: { also: [{ certificate: { from: -91, until: -1 } }] } },
    expect: { verdict: 'degraded', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'all-expired-of-two.example',
    says: 'Both MX hosts have expired certificates.',
    hosts: { mx1: { certificate: { from: -91, until: -1 } }, mx2: { certificate: { from: -91, until: -1 } } },
    expect: { verdict: UNDELIVERABLE, kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'expired-in-testing.example',
    says: 'The MX host’s certificate expired while the policy is in testing: mail still comes.',
    policy: { mode: 'testing' },
    hosts: { mx: { certificate: { from: -91, until: -1 } } },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing', 'mx-host-certificate-expired'] },
  },
];
