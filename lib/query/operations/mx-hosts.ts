import * as z from 'zod';
import { positionIn, positionOf } from '../cursor';
import { search, searchTerm } from '../directory/search';
import { operation } from '../operation';
import { name, none, paged } from '../parameters';
import { ProblemError } from '../problem';
import { dependentPageSchema, mxHostPageSchema, mxHostSchema } from '../resources';
import { mxHostResource } from '../target/mx-host';
import { mxHostRows } from '../target/mx-host-row';
import { domainRow } from './domains';

const ofHost = z.object({ name: name('an MX host, as A-labels in lower case') });

export const listMxHosts = operation({
  method: 'get',
  path: '/api/mx-hosts',
  id: 'listMxHosts',
  summary: 'The MX hosts that watched domains name',
  pathParameters: none,
  query: z.strictObject({
    q: z.string().max(255).default('').describe('what the name begins with, or contains'),
    ...paged(),
  }),
  answer: mxHostPageSchema,
  async run({ query: { q, limit, cursor } }, { store, directory, clock }) {
    const { mxHosts } = await directory.read();
    const term = searchTerm(q);
    const { items, ...found } = search(mxHosts, (host) => host, {
      term,
      limit,
      cursor,
      scope: JSON.stringify(['mx-hosts', term]),
    });
    return { items: await mxHostRows(items, { store, clock }), ...found };
  },
});

export const getMxHost = operation({
  method: 'get',
  path: '/api/mx-hosts/{name}',
  id: 'getMxHost',
  summary: 'Everything that is known of an MX host',
  pathParameters: ofHost,
  query: z.strictObject(none.shape),
  answer: mxHostSchema,
  problems: [404],
  async run({ path: { name: host } }, { store, clock }) {
    const resource = await mxHostResource(host, { store, clock });
    if (resource === undefined) throw new ProblemError(404, 'No watched domain names this MX host.');
    return resource;
  },
});

export const listDependents = operation({
  method: 'get',
  path: '/api/mx-hosts/{name}/domains',
  id: 'listDependents',
  summary: 'The watched domains that name an MX host, with their verdicts',
  pathParameters: ofHost,
  query: z.strictObject(paged()),
  answer: dependentPageSchema,
  async run({ path: { name: host }, query: { limit, cursor } }, { store, directory }) {
    const scope = JSON.stringify(['dependents', host]);
    const snapshot = await directory.read();
    const names: string[] = [];
    for await (const domain of store.domainsOf(host, cursor === undefined ? undefined : positionIn(scope, cursor))) {
      if (names.length === limit) return { items: rows(names), cursor: positionOf(scope, names.at(-1) ?? '') };
      names.push(domain);
    }
    return { items: rows(names) };

    function rows(all: readonly string[]) {
      return all.flatMap((domain) => snapshot.entry(domain) ?? []).map(domainRow);
    }
  },
});
