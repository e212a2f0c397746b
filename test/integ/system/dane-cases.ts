import type { DaneHostStanding, DaneStanding, FindingKind } from '../../../lib/core/model';
import type { CertificateKind } from './cases';

/**
 * A TLSA record as `usage selector type of`: made from the host's own certificate (`leaf`), from the authority that
 * signed it (`issuing`) or from the root above that; of no certificate at all (`stray`); or from the host's own, with
 * the last octet lost (`short`) or one more behind it (`long`).
 */
export type Tlsa = `${number} ${number} ${number} ${'leaf' | 'issuing' | 'root' | 'stray' | 'short' | 'long'}`;

/**
 * What is special about the authority `issuing`: it may not sign certificates; it may have no authority below it, and
 * `below` is one, which signed the host's; it may not sign for the host's name, or for that name alone.
 */
export type AuthorityKind = 'no-signing' | 'no-authority-below' | 'name-excluded' | 'name-permitted';

/** A zone below `example.`: all are signed but `insecure`; the parent's DS does not fit `bogus`, and the signatures of `expired` are. */
export type ZoneName = 'signed' | 'insecure' | 'bogus' | 'expired';

/** A domain with one MX host, how Debian's servers are set up for it, and what three judges must say of it. */
export interface DaneCase {
  readonly name: string;
  /** Where the domain is; default `signed`. */
  readonly zone?: ZoneName;
  /** Where the MX host is; default: where the domain is. */
  readonly hostZone?: ZoneName;
  readonly certificate?: CertificateKind | 'for-the-domain' | 'none';
  /** What the server sends behind its own certificate; default `issuing`. */
  readonly behind?: readonly ('below' | 'issuing' | 'root')[];
  readonly authority?: AuthorityKind;
  readonly tlsa: readonly Tlsa[];
  /** The MX record names an alias, in this zone, of the host. */
  readonly alias?: ZoneName;
  /** Whose TLSA records they are when there is an alias; default: the host's, at the end of it. */
  readonly tlsaAt?: 'alias';
  /** The TLSA records stand in a zone that is not signed, and where they belong there is an alias to them. */
  readonly tlsaElsewhere?: true;
  /** A TLSA record is changed after the zone was signed. */
  readonly tampered?: true;
  readonly expect: DaneExpectation;
}

interface DaneExpectation {
  /** Ours: of the domain, and of the MX host. */
  readonly dane: DaneStanding['state'];
  readonly host?: DaneHostStanding['state'];
  readonly kinds: readonly FindingKind[];
  /** Whether `posttls-finger -l dane` verifies the MX host of the domain. */
  readonly posttlsFinger: boolean;
  /** Whether `danetool --check` verifies the MX host. */
  readonly danetool: boolean;
  /** Where a judge differs from ours: which, and the section that decides. */
  readonly differs?: string;
}

const AGREED: DaneExpectation = {
  dane: 'protected',
  host: 'authenticated',
  kinds: [],
  posttlsFinger: true,
  danetool: true,
};
const refused = (kind: FindingKind, more: Partial<DaneExpectation> = {}): DaneExpectation => ({
  dane: 'undeliverable',
  host: 'refused',
  kinds: [kind],
  posttlsFinger: false,
  danetool: false,
  ...more,
});
const MISMATCH = refused('mx-host-tlsa-mismatch');
const UNUSABLE: DaneExpectation = {
  dane: 'partial',
  host: 'encrypted',
  kinds: ['mx-host-tlsa-unusable'],
  posttlsFinger: false,
  danetool: false,
};
const PKIX: DaneExpectation = {
  ...UNUSABLE,
  danetool: true,
  differs:
    'danetool judges for any protocol; between mail servers the usages 0 and 1 mean nothing, RFC 7672 section 3.1.3',
};
const BOGUS = refused('mx-host-dnssec-bogus');
/** Not even the MX host is known. */
const BOGUS_DOMAIN: DaneExpectation = {
  dane: 'undeliverable',
  kinds: ['dnssec-bogus'],
  posttlsFinger: false,
  danetool: false,
};

export const DANE_CASES: readonly DaneCase[] = [
  // DANE-EE(3): selectors, matching types, keys
  { name: 'ee-spki-sha256', tlsa: ['3 1 1 leaf'], expect: AGREED },
  { name: 'ee-spki-sha256-ec', certificate: 'ec', tlsa: ['3 1 1 leaf'], expect: AGREED },
  { name: 'ee-cert-sha256', tlsa: ['3 0 1 leaf'], expect: AGREED },
  { name: 'ee-spki-sha512', tlsa: ['3 1 2 leaf'], expect: AGREED },
  { name: 'ee-cert-sha512-ec', certificate: 'ec', tlsa: ['3 0 2 leaf'], expect: AGREED },
  { name: 'ee-cert-full', tlsa: ['3 0 0 leaf'], expect: AGREED },
  { name: 'ee-spki-full-ec', certificate: 'ec', tlsa: ['3 1 0 leaf'], expect: AGREED },
  { name: 'ee-leaf-alone', behind: [], tlsa: ['3 1 1 leaf'], expect: AGREED },
  // ... what does not count under it
  { name: 'ee-expired', certificate: 'expired', tlsa: ['3 1 1 leaf'], expect: AGREED },
  { name: 'ee-other-name', certificate: 'other-name', tlsa: ['3 1 1 leaf'], expect: AGREED },
  { name: 'ee-self-signed', certificate: 'self-signed', behind: [], tlsa: ['3 1 1 leaf'], expect: AGREED },
  // ... and what does not match
  { name: 'ee-stray', tlsa: ['3 1 1 stray'], expect: MISMATCH },
  { name: 'ee-of-issuing', tlsa: ['3 1 1 issuing'], expect: MISMATCH },

  // Several records
  { name: 'one-of-two', tlsa: ['3 1 1 stray', '3 1 1 leaf'], expect: AGREED },
  { name: 'ee-and-ta', tlsa: ['3 1 1 stray', '2 1 1 issuing'], expect: AGREED },
  { name: 'none-of-two', tlsa: ['3 1 1 stray', '2 1 1 stray'], expect: MISMATCH },
  {
    name: 'weaker-digest',
    tlsa: ['3 1 1 leaf', '3 1 2 stray'],
    expect: {
      ...MISMATCH,
      danetool: true,
      differs:
        'danetool takes any record that matches; of two digests the stronger alone counts, RFC 7671 section 9, a duty by RFC 7672 section 5',
    },
  },

  // DANE-TA(2)
  { name: 'ta-issuing-spki', tlsa: ['2 1 1 issuing'], expect: AGREED },
  { name: 'ta-issuing-cert-sha512', tlsa: ['2 0 2 issuing'], expect: AGREED },
  { name: 'ta-root-served', behind: ['issuing', 'root'], tlsa: ['2 0 1 root'], expect: AGREED },
  { name: 'ta-root-not-served', tlsa: ['2 0 1 root'], expect: MISMATCH },
  { name: 'ta-issuing-not-served', behind: [], tlsa: ['2 1 1 issuing'], expect: MISMATCH },
  {
    name: 'ta-full-not-served',
    behind: [],
    tlsa: ['2 0 0 issuing'],
    expect: {
      ...AGREED,
      danetool: false,
      differs:
        'danetool wants the authority among what was served, though the record holds it whole: RFC 7671 section 5.2.2 asks for it where there is but a digest',
    },
  },
  {
    name: 'ta-expired',
    certificate: 'expired',
    tlsa: ['2 1 1 issuing'],
    expect: refused('mx-host-tlsa-certificate-dates'),
  },
  {
    name: 'ta-other-name',
    certificate: 'other-name',
    tlsa: ['2 1 1 issuing'],
    expect: {
      ...refused('mx-host-tlsa-name-mismatch'),
      danetool: true,
      differs: 'danetool looks at no name; under DANE-TA names count, RFC 7672 section 3.2.2',
    },
  },
  {
    name: 'ta-domain-name',
    certificate: 'for-the-domain',
    tlsa: ['2 1 1 issuing'],
    expect: { ...AGREED, kinds: ['mx-host-tlsa-name-mismatch'] },
  },
  { name: 'ta-common-name', certificate: 'cn-only', tlsa: ['2 1 1 issuing'], expect: AGREED },
  { name: 'ta-of-leaf', tlsa: ['2 1 1 leaf'], expect: MISMATCH },
  { name: 'ta-of-self', certificate: 'self-signed', behind: [], tlsa: ['2 1 1 leaf'], expect: MISMATCH },

  // ... and what an authority may not do, as its own certificate says
  { name: 'ta-no-signing', authority: 'no-signing', tlsa: ['2 1 1 issuing'], expect: MISMATCH },
  { name: 'ta-no-signing-whole', authority: 'no-signing', behind: [], tlsa: ['2 0 0 issuing'], expect: MISMATCH },
  { name: 'ta-no-signing-key', authority: 'no-signing', tlsa: ['2 1 0 issuing'], expect: MISMATCH },
  {
    name: 'ta-no-authority-below',
    authority: 'no-authority-below',
    behind: ['below', 'issuing'],
    tlsa: ['2 1 1 issuing'],
    expect: {
      ...MISMATCH,
      danetool: true,
      differs:
        'danetool spares an anchor its own limits, which RFC 5280 section 6.2 leaves to those who judge; Postfix heeds them',
    },
  },
  {
    name: 'ta-no-authority-below-key',
    authority: 'no-authority-below',
    behind: ['below'],
    tlsa: ['2 1 0 issuing'],
    expect: {
      ...AGREED,
      danetool: false,
      differs:
        'danetool wants the authority among what was served, though the record holds its key: RFC 7671 section 5.2.2 asks for it where there is but a digest',
    },
  },
  { name: 'ta-name-excluded', authority: 'name-excluded', tlsa: ['2 1 1 issuing'], expect: MISMATCH },
  {
    name: 'ta-name-excluded-common-name',
    authority: 'name-excluded',
    certificate: 'cn-only',
    tlsa: ['2 1 1 issuing'],
    expect: MISMATCH,
  },
  { name: 'ta-name-permitted', authority: 'name-permitted', tlsa: ['2 1 1 issuing'], expect: AGREED },
  {
    name: 'ta-name-not-permitted',
    authority: 'name-permitted',
    certificate: 'other-name',
    tlsa: ['2 1 1 issuing'],
    expect: MISMATCH,
  },
  { name: 'ee-no-signing', authority: 'no-signing', tlsa: ['3 1 1 leaf'], expect: AGREED },

  // Records that mail servers cannot use
  { name: 'long-key', tlsa: ['3 1 0 long'], expect: UNUSABLE },
  { name: 'long-certificate', tlsa: ['3 0 0 long'], expect: UNUSABLE },
  {
    name: 'long-key-beside-stray',
    tlsa: ['3 1 0 long', '3 1 1 stray'],
    expect: { ...MISMATCH, kinds: ['mx-host-tlsa-mismatch', 'mx-host-tlsa-unusable'] },
  },
  { name: 'pkix-ee', tlsa: ['1 1 1 leaf'], expect: PKIX },
  { name: 'pkix-ta', tlsa: ['0 1 1 issuing'], expect: PKIX },
  {
    name: 'pkix-ee-beside-dane-ee',
    tlsa: ['1 1 1 leaf', '3 1 1 leaf'],
    expect: { ...AGREED, kinds: ['mx-host-tlsa-unusable'] },
  },
  { name: 'short-digest', tlsa: ['3 1 1 short'], expect: UNUSABLE },
  { name: 'unknown-selector', tlsa: ['3 2 1 leaf'], expect: UNUSABLE },
  { name: 'unknown-matching-type', tlsa: ['3 1 3 leaf'], expect: UNUSABLE },
  {
    name: 'unusable-and-no-tls',
    certificate: 'none',
    tlsa: ['1 1 1 stray'],
    expect: { ...refused('mx-host-dane-tls-missing'), kinds: ['mx-host-dane-tls-missing', 'mx-host-tlsa-unusable'] },
  },
  { name: 'no-tls', certificate: 'none', tlsa: ['3 1 1 stray'], expect: refused('mx-host-dane-tls-missing') },

  // Where DNSSEC does not reach
  {
    name: 'no-records',
    tlsa: [],
    expect: { dane: 'not-used', host: 'not-used', kinds: [], posttlsFinger: false, danetool: false },
  },
  {
    name: 'mx-insecure',
    zone: 'insecure',
    hostZone: 'signed',
    tlsa: ['3 1 1 leaf'],
    expect: {
      ...AGREED,
      dane: 'not-signed',
      posttlsFinger: false,
      differs:
        'danetool is asked for a host, and knows nothing of the MX record; unless that is signed nobody is authenticated, RFC 7672 section 2.2.1',
    },
  },
  {
    name: 'all-insecure',
    zone: 'insecure',
    tlsa: ['3 1 1 leaf'],
    expect: {
      dane: 'not-used',
      host: 'not-used',
      kinds: ['mx-host-tlsa-insecure'],
      posttlsFinger: false,
      danetool: false,
    },
  },
  {
    name: 'address-insecure',
    hostZone: 'insecure',
    tlsa: ['3 1 1 leaf'],
    expect: {
      dane: 'not-used',
      host: 'not-used',
      kinds: ['mx-host-tlsa-insecure'],
      posttlsFinger: false,
      danetool: false,
    },
  },
  {
    name: 'tlsa-insecure',
    tlsa: ['3 1 1 leaf'],
    tlsaElsewhere: true,
    expect: {
      dane: 'not-used',
      host: 'not-used',
      kinds: ['mx-host-tlsa-insecure'],
      posttlsFinger: false,
      danetool: false,
    },
  },

  // Aliases
  {
    name: 'alias',
    alias: 'signed',
    tlsa: ['3 1 1 leaf'],
    expect: {
      ...AGREED,
      danetool: false,
      differs: 'danetool looks at the alias alone; the end of the aliases comes first, RFC 7672 section 2.2.2',
    },
  },
  { name: 'alias-own-records', alias: 'signed', tlsaAt: 'alias', tlsa: ['3 1 1 leaf'], expect: AGREED },
  {
    name: 'alias-to-insecure',
    alias: 'signed',
    hostZone: 'insecure',
    tlsaAt: 'alias',
    tlsa: ['3 1 1 leaf'],
    expect: AGREED,
  },
  {
    name: 'alias-in-insecure',
    alias: 'insecure',
    hostZone: 'signed',
    tlsa: ['3 1 1 leaf'],
    expect: {
      dane: 'not-used',
      host: 'not-used',
      kinds: ['mx-host-tlsa-insecure'],
      posttlsFinger: false,
      danetool: false,
    },
  },

  // Bogus is not absent
  { name: 'tampered', tampered: true, tlsa: ['3 1 1 leaf'], expect: BOGUS },
  { name: 'wrong-ds', zone: 'bogus', tlsa: ['3 1 1 leaf'], expect: BOGUS_DOMAIN },
  { name: 'expired-signatures', zone: 'expired', tlsa: ['3 1 1 leaf'], expect: BOGUS_DOMAIN },
  { name: 'host-wrong-ds', hostZone: 'bogus', tlsa: ['3 1 1 leaf'], expect: BOGUS },
  { name: 'host-expired-signatures', hostZone: 'expired', tlsa: ['3 1 1 leaf'], expect: BOGUS },
];
