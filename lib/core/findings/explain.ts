import type { Finding, FindingKind, Severity } from '../model';
import { domainTarget, mxHostTarget } from '../model';
import { entryOf } from './catalogue';
import type { FindingWords } from './describe';
import { describeFinding } from './describe';
import type { CatalogueEntry, MailEffect } from './entry';
import { findingOf } from './finding';

/** The time of the examples. */
const EXAMPLE_NOW = Date.UTC(2026, 10, 23, 11, 30);

export const MAIL_MEANS: Readonly<Record<MailEffect, string>> = {
  refused: 'mail is refused',
  'refused-by-dane': 'senders that use DANE refuse mail',
  unprotected: 'mail goes unprotected',
  'at-risk': 'mail is at risk',
  none: 'no effect on mail',
};

const TOLD: Readonly<Record<CatalogueEntry<FindingKind>['confirm'], string>> = {
  'at-once': 'told at once',
  network: 'told when several checks have shown it',
  caches: 'told when it has outlasted all caches',
};

/** A kind of finding in words. Those of an example hold names and dates of its own. */
export interface Explanation extends Omit<FindingWords, 'title'> {
  readonly kind: FindingKind;
  /** The title without names. */
  readonly heading: string;
  /** How grave it usually is. */
  readonly severity: Severity;
  /** What becomes of mail, a clause. */
  readonly effect: string;
  /** When people are told, a clause. */
  readonly told: string;
}

/** What a kind of finding is, why it matters and how to mend it. */
export function explain(kind: FindingKind): Explanation {
  const { heading, severity, mail, confirm } = entryOf(kind);
  return {
    ...describeFinding(exampleOf(kind), EXAMPLE_NOW),
    kind,
    heading,
    severity,
    effect: MAIL_MEANS[mail],
    told: TOLD[confirm],
  };
}

const exampleOf = (kind: FindingKind): Finding =>
  findingOf({
    kind,
    subject: entryOf(kind).subject === 'mx-host' ? mxHostTarget('mx1.example.com') : domainTarget('example.com'),
    evidence: entryOf(kind).example,
    aspects: [],
  });
