import type { DomainEntry } from '../../core/model';
import type { Columns } from '../csv';
import { csvTime } from '../csv';

/** Watched domains as a table. */
export const DOMAIN_COLUMNS: Columns<DomainEntry> = {
  domain: ({ name }) => name,
  verdict: ({ verdict }) => verdict,
  since: ({ verdictSince }) => csvTime(verdictSince),
  reasons: ({ reasons = [] }) => reasons.join(' '),
  source: ({ source }) => source,
  added: ({ addedAt }) => csvTime(addedAt),
};
