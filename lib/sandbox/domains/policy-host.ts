import type { SandboxRow } from '../world/declaration';

const UNPROTECTED = 'unprotected';
const BODY = 'version: STSv1\r\nmode: enforce\r\nmx: *.mail.example\r\nmax_age: 604800\r\n';

/** Faults of the policy host and of its answer (RFC 8461, section 3.3). */
export const POLICY_HOST_FAULTS: readonly SandboxRow[] = [
  {
    name: 'policy-host-missing.example',
    says: 'The record promises a policy, and `mta-sts.` does not exist.',
    policyHost: 'none',
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-missing'] },
  },
  {
    name: 'policy-host-dangling.example',
    says: 'The policy host is a CNAME to a name that is gone.',
    zone: { 'mta-sts': { CNAME: 'mta-sts.gone.example' } },
    fixed: { zone: {} },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-missing'] },
  },
  {
    name: 'policy-host-tls11.example',
    says: 'The policy host speaks nothing newer than TLS 1.1.',
    policyHost: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-tls-version'] },
  },
  {
    name: 'policy-host-no-tls.example',
    says: 'The policy host speaks HTTP without TLS on the HTTPS port.',
    policyHost: { connection: 'no-tls' },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-tls-failed'] },
  },

  {
    name: 'policy-host-expired.example',
    says: 'The policy host’s certificate expired yesterday.',
    policyHost: { certificate: { from: -91, until: -1 } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-expired'] },
  },
  {
    name: 'policy-host-not-yet.example',
    says: 'The policy host’s certificate is valid from tomorrow on.',
    policyHost: { certificate: { from: 1, until: 90 } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-not-yet-valid'] },
  },
  {
    name: 'policy-host-expiring.example',
    says: 'The policy host’s certificate expires in two days.',
    policyHost: { certificate: { from: -88, until: 2 } },
    fixed: { policyHost: undefined },
    expect: { verdict: 'protected', kinds: ['policy-host-certificate-expiring'] },
  },
  {
    name: 'policy-host-unknown-name.example',
    says: 'The web server does not know the policy host, and serves its own certificate.',
    zone: { 'mta-sts': { A: ['127.0.0.1'] } },
    policyHost: 'none',
    fixed: { zone: {}, policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-name-mismatch', 'policy-http-status'] },
  },
  {
    name: 'policy-host-wrong-name.example',
    says: 'The policy host’s certificate is for the domain alone.',
    policyHost: { certificate: { names: ['policy-host-wrong-name.example'] } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-name-mismatch'] },
  },
  {
    name: 'policy-host-common-name.example',
    says: 'The policy host’s name is in the certificate’s common name only.',
    policyHost: { certificate: { san: false } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-name-mismatch'] },
  },
  {
    name: 'policy-host-self-signed.example',
    says: 'The policy host’s certificate is self-signed.',
    policyHost: { certificate: { signedBy: 'itself' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-untrusted'] },
  },
  {
    name: 'policy-host-unknown-root.example',
    says: 'The policy host’s certificate is of a CA that nobody trusts.',
    policyHost: { certificate: { signedBy: 'unknown-root' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-untrusted'] },
  },
  {
    name: 'policy-host-incomplete.example',
    says: 'The policy host does not serve the intermediate.',
    policyHost: { certificate: { serveIntermediate: false } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-host-certificate-untrusted'] },
  },
  {
    name: 'policy-host-weak.example',
    says: 'The policy host has an RSA key of 1024 bits.',
    policyHost: { certificate: { key: 'rsa-1024' } },
    fixed: { policyHost: undefined },
    expect: { verdict: 'protected', kinds: ['policy-host-certificate-weak'] },
  },

  {
    name: 'policy-not-found.example',
    says: 'The policy host answers 404.',
    policyHost: { answer: { status: 404, body: 'not here' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-http-status'] },
  },
  {
    name: 'policy-server-error.example',
    says: 'The policy host answers 500.',
    policyHost: { answer: { status: 500, body: 'oh dear' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-http-status'] },
  },
  {
    name: 'policy-redirect.example',
    says: 'The policy host redirects, and senders do not follow.',
    policyHost: {
      answer: {
        status: 301,
        body: '',
        headers: { location: 'https://mta-sts.healthy.example/.well-known/mta-sts.txt' },
      },
    },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-redirect'] },
  },
  {
    name: 'policy-html.example',
    says: 'The policy comes as text/html.',
    policyHost: { answer: { body: BODY, contentType: 'text/html' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-content-type'] },
  },
  {
    name: 'policy-untyped.example',
    says: 'The policy comes without a content type.',
    policyHost: { answer: { body: BODY, contentType: null } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-content-type'] },
  },
  {
    name: 'policy-endless.example',
    says: 'The policy never ends.',
    policyHost: { answer: { body: BODY, misbehave: 'endless' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-too-large'] },
  },
  {
    name: 'policy-bomb.example',
    says: 'The policy is small, compressed, and 16 MiB when it is unpacked.',
    policyHost: { answer: { body: BODY, misbehave: 'gzip-bomb' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-too-large'] },
  },
  {
    name: 'policy-not-http.example',
    says: 'The policy host answers something that is not HTTP.',
    policyHost: { answer: { misbehave: 'not-http' } },
    fixed: { policyHost: undefined },
    expect: { verdict: UNPROTECTED, kinds: ['policy-response-failed'] },
  },
];
