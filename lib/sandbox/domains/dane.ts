import type { SandboxRow, TlsaDeclaration } from '../world/declaration';

/** `3 1 1`: the leaf's key, whatever its names and dates; the form that RFC 7672 recommends. */
const LEAF_KEY: TlsaDeclaration = { usage: 3, selector: 1, matchingType: 1, of: 'leaf' };
/** `2 1 1`: an authority's key; names and dates count. */
const AUTHORITY_KEY: TlsaDeclaration = { usage: 2, selector: 1, matchingType: 1, of: 'intermediate' };
const ANOTHER_KEY = { usage: 3, selector: 1, matchingType: 1, data: '00'.repeat(32) } as const;
const ANOTHER_AUTHORITY = { usage: 2, selector: 1, matchingType: 1, data: '00'.repeat(32) } as const;

const PROTECTED = { verdict: 'protected', kinds: [] } as const;

/** DNSSEC and DANE (RFC 7672). Each domain has one MX host of its own, and is signed unless it says otherwise. */
export const DANE: readonly SandboxRow[] = [
  {
    name: 'signed.example',
    says: 'The domain is signed, and uses no DANE.',
    secure: true,
    hosts: { mx: {} },
    expect: PROTECTED,
  },
  {
    name: 'dane.example',
    says: 'DANE by the leaf’s key.',
    secure: true,
    hosts: { mx: { tlsa: [LEAF_KEY] } },
    expect: PROTECTED,
  },
  {
    name: 'dane-rsa.example',
    says: 'DANE by the RSA leaf’s certificate, SHA-512.',
    secure: true,
    hosts: { mx: { certificate: { key: 'rsa' }, tlsa: [{ usage: 3, selector: 0, matchingType: 2, of: 'leaf' }] } },
    expect: PROTECTED,
  },
  {
    name: 'dane-authority.example',
    says: 'DANE by the key of the authority, which the host serves.',
    secure: true,
    hosts: { mx: { tlsa: [AUTHORITY_KEY] } },
    expect: PROTECTED,
  },
  {
    name: 'dane-roll-over.example',
    says: 'DANE in a roll-over: the next key is published beside the one in use.',
    secure: true,
    hosts: { mx: { tlsa: [ANOTHER_KEY, LEAF_KEY] } },
    expect: PROTECTED,
  },
  {
    name: 'dane-mismatch.example',
    says: 'The certificate was renewed with a new key, and the TLSA record was not.',
    secure: true,
    hosts: { mx: { tlsa: [ANOTHER_KEY] } },
    fixed: [{ hosts: { mx: { tlsa: [ANOTHER_KEY, LEAF_KEY] } } }, { hosts: { mx: { tlsa: [LEAF_KEY] } } }],
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-mismatch'] },
  },
  {
    name: 'dane-authority-mismatch.example',
    says: 'The authority changed its intermediate, and the TLSA record was not changed.',
    secure: true,
    hosts: { mx: { tlsa: [ANOTHER_AUTHORITY] } },
    fixed: [{ hosts: { mx: { tlsa: [ANOTHER_AUTHORITY, LEAF_KEY] } } }, { hosts: { mx: { tlsa: [LEAF_KEY] } } }],
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-mismatch'] },
  },
  {
    name: 'dane-wrong-name.example',
    says: 'DANE by the authority, and the certificate is for another name.',
    secure: true,
    hosts: { mx: { certificate: { names: ['mail.dane-wrong-name.example'] }, tlsa: [AUTHORITY_KEY] } },
    fixed: { hosts: { mx: { tlsa: [AUTHORITY_KEY] } } },
    expect: { verdict: 'undeliverable', kinds: ['mx-host-certificate-name-mismatch', 'mx-host-tlsa-name-mismatch'] },
  },
  {
    name: 'dane-expired.example',
    says: 'DANE by the authority, and the certificate expired.',
    secure: true,
    hosts: { mx: { certificate: { from: -91, until: -1 }, tlsa: [AUTHORITY_KEY] } },
    fixed: { hosts: { mx: { tlsa: [AUTHORITY_KEY] } } },
    expect: { verdict: 'undeliverable', kinds: ['mx-host-certificate-expired', 'mx-host-tlsa-certificate-dates'] },
  },
  {
    name: 'dane-expired-leaf-key.example',
    says: 'The certificate expired; under DANE by the leaf’s key its dates do not count.',
    secure: true,
    hosts: { mx: { certificate: { from: -91, until: -1 }, tlsa: [LEAF_KEY] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'undeliverable', kinds: ['mx-host-certificate-expired'] },
  },
  {
    name: 'dane-self-signed.example',
    says: 'The certificate is self-signed: DANE takes it, MTA-STS does not.',
    secure: true,
    hosts: { mx: { certificate: { signedBy: 'itself' }, tlsa: [LEAF_KEY] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'undeliverable', kinds: ['mx-host-certificate-untrusted'] },
  },
  {
    name: 'dane-unusable.example',
    says: 'The only TLSA record is of a usage that SMTP does not know.',
    secure: true,
    hosts: { mx: { tlsa: [{ usage: 1, selector: 1, matchingType: 1, of: 'leaf' }] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-unusable'] },
  },
  {
    name: 'dane-short-digest.example',
    says: 'The TLSA record’s SHA-256 is cut short.',
    secure: true,
    hosts: { mx: { tlsa: [{ usage: 3, selector: 1, matchingType: 1, data: '00'.repeat(20) }] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-unusable'] },
  },
  {
    name: 'dane-octets-behind-key.example',
    says: 'The TLSA record holds the leaf’s whole key with two octets behind it: mail servers cannot use it.',
    secure: true,
    hosts: { mx: { tlsa: [{ usage: 3, selector: 1, matchingType: 0, of: 'leaf', tail: '0500' }] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-unusable'] },
  },
  {
    name: 'dane-unsigned.example',
    says: 'TLSA records are published in a domain that is not signed: nobody heeds them.',
    hosts: { mx: { tlsa: [LEAF_KEY] } },
    fixed: [{ secure: true }, { hosts: { mx: {} } }],
    expect: { verdict: 'protected', kinds: ['mx-host-tlsa-insecure'] },
  },
  {
    name: 'dane-no-starttls.example',
    says: 'TLSA records are published, and the host offers no STARTTLS.',
    secure: true,
    hosts: { mx: { keywords: ['PIPELINING'], tlsa: [LEAF_KEY] } },
    fixed: { hosts: { mx: { tlsa: [LEAF_KEY] } } },
    expect: { verdict: 'undeliverable', kinds: ['mx-host-starttls-missing', 'mx-host-dane-tls-missing'] },
  },
  {
    name: 'dane-servfail.example',
    says: 'The TLSA records’ name gives SERVFAIL: DANE senders wait.',
    secure: true,
    hosts: { mx: { tlsa: 'servfail' } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: 'protected', kinds: [], lasting: ['mx-host-tlsa-failing'] },
  },
  {
    name: 'dane-bogus.example',
    says: 'The TLSA records’ signatures are broken.',
    secure: true,
    hosts: { mx: { tlsa: 'bogus' } },
    fixed: { hosts: { mx: {} } },
    expect: { verdict: 'protected', kinds: ['mx-host-dnssec-bogus'], lasting: ['mx-host-dnssec-bogus'] },
  },
  {
    name: 'bogus-record.example',
    says: 'The signatures of the STS record are broken.',
    secure: true,
    zone: { '_mta-sts': { fault: 'bogus' } },
    fixed: { zone: {} },
    expect: { verdict: 'unprotected', kinds: ['dnssec-bogus'], lasting: ['dnssec-bogus'] },
  },
  {
    name: 'bogus-mx.example',
    says: 'The signatures of the MX records are broken.',
    secure: true,
    zone: { '@': { fault: { MX: 'bogus' } } },
    policy: { mx: ['*.mail.example'] },
    fixed: { zone: {} },
    expect: { verdict: 'unknown', kinds: ['dnssec-bogus'], lasting: ['dnssec-bogus'] },
  },
  {
    name: 'bogus-mx-host.example',
    says: 'The signatures of the MX host’s address are broken.',
    secure: true,
    mx: ['mx.bogus-mx-host.example'],
    zone: { mx: { fault: 'bogus' } },
    fixed: { mx: undefined, hosts: { mx: {} }, zone: {} },
    expect: { verdict: 'unknown', kinds: ['mx-host-dnssec-bogus'], lasting: ['mx-host-dnssec-bogus'] },
  },
];
