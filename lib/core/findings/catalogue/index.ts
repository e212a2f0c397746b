import type { FindingKind } from '../../model';
import type { Area, CatalogueEntry, Entries } from '../entry';
import { behindAlias } from '../alias';
import { shown } from '../shown';
import { DANE } from './dane';
import { DNS } from './dns';
import { MX_CERTIFICATE } from './mx-certificate';
import { MX_HOST } from './mx-host';
import { MX_SET } from './mx-set';
import { POLICY_CERTIFICATE } from './policy-certificate';
import { POLICY_HOST } from './policy-host';
import { POLICY_TEXT } from './policy-text';
import { STS_RECORD } from './sts-record';
import { TLSRPT } from './tlsrpt';
import { ZONE } from './zone';

/** What is said about each kind of finding. The compiler names a kind that has no words. */
export const CATALOGUE = {
  ...STS_RECORD,
  ...POLICY_HOST,
  ...POLICY_CERTIFICATE,
  ...POLICY_TEXT,
  ...MX_SET,
  ...MX_HOST,
  ...MX_CERTIFICATE,
  ...DANE,
  ...DNS,
  ...TLSRPT,
  ...ZONE,
} satisfies Entries<FindingKind>;

/** All kinds, in the order of the catalogue. */
export const FINDING_KINDS = Object.keys(CATALOGUE) as readonly FindingKind[];

/** The areas in the order in which a sender comes to them, with their titles. */
const AREAS: Readonly<Record<Area, string>> = {
  'sts-record': 'STS record',
  'policy-host': 'Policy host',
  'policy-certificate': "Policy host's certificate",
  policy: 'Policy',
  'mx-set': 'MX records',
  'mx-host': 'MX host',
  'mx-certificate': "MX host's certificate",
  dane: 'DANE',
  dns: 'DNS',
  'tlsrpt-record': 'TLSRPT record',
  zone: 'Hosted zone',
};

/** The areas with their titles and kinds, in the order of {@link AREAS} and of the catalogue. */
export const KINDS_BY_AREA = (Object.keys(AREAS) as readonly Area[]).map((area) => ({
  title: AREAS[area],
  kinds: FINDING_KINDS.filter((kind) => CATALOGUE[kind].area === area),
}));

const ENTRIES = Object.fromEntries(
  FINDING_KINDS.map((kind) => [kind, spoken(behindAlias(CATALOGUE[kind] as CatalogueEntry<FindingKind>))]),
) as unknown as Entries<FindingKind>;

/** The entry of a kind, for use with a finding of that kind: nothing in its words but the entry itself begins a line. */
export function entryOf<K extends FindingKind>(kind: K): CatalogueEntry<K> {
  return ENTRIES[kind];
}

function spoken<K extends FindingKind>(entry: CatalogueEntry<K>): CatalogueEntry<K> {
  return {
    ...entry,
    title: (fault) => entry.title(shown(fault)),
    fix: (fault, now) => entry.fix(shown(fault), now),
    because: (fault, now) => entry.because(shown(fault), now),
    evidenceLines: (fault) => entry.evidenceLines(shown(fault)),
  };
}
