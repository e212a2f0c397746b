import type { FindingKind } from '../../model';
import type { CatalogueEntry, Entries } from '../entry';
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

/** The parts of MTA-STS in the order in which a sender comes to them. */
export const AREAS = [
  { title: 'STS record', entries: STS_RECORD },
  { title: 'Policy host', entries: POLICY_HOST },
  { title: "Policy host's certificate", entries: POLICY_CERTIFICATE },
  { title: 'Policy', entries: POLICY_TEXT },
  { title: 'MX records', entries: MX_SET },
  { title: 'MX host', entries: MX_HOST },
  { title: "MX host's certificate", entries: MX_CERTIFICATE },
  { title: 'DANE', entries: DANE },
  { title: 'DNS', entries: DNS },
  { title: 'TLSRPT record', entries: TLSRPT },
  { title: 'Hosted zone', entries: ZONE },
] as const;

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
