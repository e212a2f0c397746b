import * as z from 'zod';
import type { DomainEntry } from '../../core/model';
import { VERDICTS } from '../../core/model';
import { search, searchTerm } from '../directory/search';
import { tallyOf } from '../directory/snapshot';
import { operation } from '../operation';
import { anyOf, none, paged } from '../parameters';
import type { DomainRow } from '../resources';
import { domainPageSchema } from '../resources';
import { iso } from '../time';

export const listDomains = operation({
  method: 'get',
  path: '/api/domains',
  id: 'listDomains',
  summary: 'The watched domains, with their verdicts',
  pathParameters: none,
  query: z.strictObject({
    q: z.string().max(255).default('').describe('what the name begins with, or contains'),
    verdict: anyOf([...VERDICTS, 'not-yet'], 'the verdict; not-yet: not looked at yet'),
    source: z.string().max(500).optional().describe('who put it on the list'),
    ...paged(),
  }),
  answer: domainPageSchema,
  async run({ query: { q, verdict, source, limit, cursor } }, { directory }) {
    const snapshot = await directory.read();
    const term = searchTerm(q);
    const fits = snapshot.entries.filter(
      (entry) => entry.name.includes(term) && (source === undefined || entry.source === source),
    );
    const wanted = verdict === undefined ? fits : fits.filter((entry) => verdict.includes(entry.verdict ?? 'not-yet'));
    const { items, ...found } = search(wanted, ({ name }) => name, {
      term,
      limit,
      cursor,
      scope: JSON.stringify(['domains', term, verdict, source]),
    });
    return { items: items.map(domainRow), ...found, ...tallyOf(fits) };
  },
});

export const domainRow = ({ name, verdict, verdictSince, reasons, source, addedAt }: DomainEntry): DomainRow => ({
  name,
  verdict: verdict ?? null,
  ...(verdictSince !== undefined && { since: iso(verdictSince) }),
  ...(reasons?.[0] !== undefined && verdict !== 'protected' && { reason: reasons[0] }),
  source,
  addedAt: iso(addedAt),
});
