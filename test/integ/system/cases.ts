import type { FindingKind, VerdictName } from '../../../lib/core/model';

/** How Debian's servers are set up for one policy domain, and what three judges must say of it. */
export interface Case {
  readonly domain: string;
  /** TXT records at `_mta-sts`, each in its strings. */
  readonly stsRecords: readonly (readonly string[])[];
  /** null: the name of the policy host does not exist. */
  readonly policy: PolicyHost | null;
  readonly mx: readonly MxHost[];
  readonly expect: {
    readonly verdict: VerdictName;
    readonly kinds: readonly FindingKind[];
    /** `STSFetchResult` of mta-sts-query. */
    readonly mtaStsQuery: 'VALID' | 'NONE' | 'FETCH_ERROR';
    /** Whether `posttls-finger -l secure` verifies the MX host, in the order of `mx`. */
    readonly posttlsFinger: readonly boolean[];
    /** Whether posttls-finger sees EHLO over TLS rejected at each of them; default: at none. */
    readonly ehloRejected?: true;
    /** How often the check met the fault before it was a finding, where the server could mean "not now". */
    readonly tries?: number;
    /** Where a judge differs from ours: which, and the section that decides. */
    readonly differs?: string;
  };
}

export interface PolicyHost {
  readonly body?: string;
  readonly certificate?: CertificateKind;
  /** nginx directives in place of serving the body. */
  readonly nginx?: string;
  readonly contentType?: string;
}

export interface MxHost {
  readonly host: string;
  readonly certificate: CertificateKind | 'none';
  /** Postfix wants a certificate of each client (smtpd_tls_req_ccert). */
  readonly clientCertificate?: 'required';
}

/** How the certificate for a host is made; all but `self-signed` come from the test's own root. */
export type CertificateKind = 'good' | 'ec' | 'expired' | 'other-name' | 'self-signed' | 'cn-only';

const policy = (mode: string, ...mx: readonly string[]): string =>
  ['version: STSv1', `mode: ${mode}`, ...mx.map((name) => `mx: ${name}`), 'max_age: 1209600', ''].join('\r\n');

const RECORD = [['v=STSv1; id=20261101;']];

/** A domain `NAME.test` with one MX host and an enforced policy; a case states what differs. */
function enforced(name: string, change: Partial<Omit<Case, 'expect'>> & Pick<Case, 'expect'>): Case {
  const domain = `${name}.test`;
  const host = `mx.${domain}`;
  return {
    domain,
    stsRecords: RECORD,
    policy: { body: policy('enforce', host) },
    mx: [{ host, certificate: 'good' }],
    ...change,
  };
}

const unverified = (
  verdict: VerdictName,
  kind: FindingKind,
  mtaStsQuery: Case['expect']['mtaStsQuery'] = 'VALID',
): Case['expect'] => ({
  verdict,
  kinds: [kind],
  mtaStsQuery,
  posttlsFinger: [false],
});

const noPolicy = (kind: FindingKind, mtaStsQuery: Case['expect']['mtaStsQuery'] = 'FETCH_ERROR'): Case['expect'] => ({
  verdict: 'unprotected',
  kinds: [kind],
  mtaStsQuery,
  posttlsFinger: [true],
});

const mx = (name: string, certificate: MxHost['certificate']): readonly MxHost[] => [
  { host: `mx.${name}.test`, certificate },
];

export const CASES: readonly Case[] = [
  enforced('good', { expect: { verdict: 'protected', kinds: [], mtaStsQuery: 'VALID', posttlsFinger: [true] } }),
  enforced('good-ec', {
    mx: mx('good-ec', 'ec'),
    expect: { verdict: 'protected', kinds: [], mtaStsQuery: 'VALID', posttlsFinger: [true] },
  }),
  enforced('wildcard', {
    policy: { body: policy('enforce', '*.wildcard.test') },
    expect: { verdict: 'protected', kinds: [], mtaStsQuery: 'VALID', posttlsFinger: [true] },
  }),
  enforced('split-record', {
    stsRecords: [['v=STSv1; id=2026', '1101;']],
    expect: { verdict: 'protected', kinds: [], mtaStsQuery: 'VALID', posttlsFinger: [true] },
  }),
  enforced('testing', {
    policy: { body: policy('testing', 'mx.testing.test') },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing'], mtaStsQuery: 'VALID', posttlsFinger: [true] },
  }),
  enforced('mode-none', {
    policy: { body: policy('none') },
    expect: { verdict: 'unprotected', kinds: ['policy-mode-none'], mtaStsQuery: 'VALID', posttlsFinger: [true] },
  }),
  enforced('mx-expired', {
    mx: mx('mx-expired', 'expired'),
    expect: unverified('undeliverable', 'mx-host-certificate-expired'),
  }),
  enforced('mx-name', {
    mx: mx('mx-name', 'other-name'),
    expect: unverified('undeliverable', 'mx-host-certificate-name-mismatch'),
  }),
  enforced('mx-self', {
    mx: mx('mx-self', 'self-signed'),
    expect: unverified('undeliverable', 'mx-host-certificate-untrusted'),
  }),
  enforced('mx-cn', {
    mx: mx('mx-cn', 'cn-only'),
    expect: {
      verdict: 'undeliverable',
      kinds: ['mx-host-certificate-name-mismatch'],
      mtaStsQuery: 'VALID',
      posttlsFinger: [true],
      differs: 'posttls-finger falls back to the common name; RFC 8461 section 4.2 takes SAN dNSNames alone',
    },
  }),
  enforced('mx-client-certificate', {
    mx: [{ host: 'mx.mx-client-certificate.test', certificate: 'good', clientCertificate: 'required' }],
    expect: {
      verdict: 'undeliverable',
      kinds: ['mx-host-session-failed'],
      tries: 3,
      mtaStsQuery: 'VALID',
      posttlsFinger: [true],
      ehloRejected: true,
    },
  }),
  enforced('mx-plain', { mx: mx('mx-plain', 'none'), expect: unverified('undeliverable', 'mx-host-starttls-missing') }),
  enforced('one-of-two', {
    policy: { body: policy('enforce', '*.one-of-two.test') },
    mx: [
      { host: 'mx1.one-of-two.test', certificate: 'good' },
      { host: 'mx2.one-of-two.test', certificate: 'expired' },
    ],
    expect: {
      verdict: 'degraded',
      kinds: ['mx-host-certificate-expired'],
      mtaStsQuery: 'VALID',
      posttlsFinger: [true, false],
    },
  }),
  enforced('not-covered', {
    policy: { body: policy('enforce', 'old.not-covered.test') },
    expect: {
      verdict: 'undeliverable',
      kinds: ['mx-not-covered', 'policy-mx-unused'],
      mtaStsQuery: 'VALID',
      posttlsFinger: [true],
    },
  }),
  enforced('host-name', {
    policy: { body: policy('enforce', 'mx.host-name.test'), certificate: 'other-name' },
    expect: noPolicy('policy-host-certificate-name-mismatch'),
  }),
  enforced('host-expired', {
    policy: { body: policy('enforce', 'mx.host-expired.test'), certificate: 'expired' },
    expect: noPolicy('policy-host-certificate-expired'),
  }),
  enforced('host-self', {
    policy: { body: policy('enforce', 'mx.host-self.test'), certificate: 'self-signed' },
    expect: noPolicy('policy-host-certificate-untrusted'),
  }),
  enforced('not-found', { policy: { nginx: 'return 404;' }, expect: noPolicy('policy-http-status') }),
  enforced('redirect', {
    policy: { nginx: 'return 301 https://good.test/.well-known/mta-sts.txt;' },
    expect: noPolicy('policy-redirect'),
  }),
  enforced('html', {
    policy: { body: policy('enforce', 'mx.html.test'), contentType: 'text/html' },
    expect: noPolicy('policy-content-type'),
  }),
  enforced('enforcer', {
    policy: { body: policy('enforcer', 'mx.enforcer.test') },
    expect: noPolicy('policy-invalid'),
  }),
  enforced('empty-policy', { policy: { body: '' }, expect: noPolicy('policy-invalid') }),
  enforced('no-host', { policy: null, expect: noPolicy('policy-host-missing') }),
  enforced('two-records', {
    stsRecords: [['v=STSv1; id=a;'], ['v=STSv1; id=b;']],
    expect: noPolicy('sts-record-multiple', 'NONE'),
  }),
  enforced('no-id', { stsRecords: [['v=STSv1;']], expect: noPolicy('sts-record-invalid', 'NONE') }),
  enforced('no-record', { stsRecords: [], expect: noPolicy('sts-record-missing', 'NONE') }),
];
