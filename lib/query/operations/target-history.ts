import * as z from 'zod';
import type { Target } from '../../core/model';
import { domainTarget, mxHostTarget } from '../../core/model';
import { checkResource } from '../history/check';
import { eventResource } from '../history/event';
import type { Operation } from '../operation';
import { operation } from '../operation';
import { filteredPage } from '../paging';
import { MOST_EVENTS, name, paged, timed } from '../parameters';
import { checkPageSchema, eventPageSchema } from '../resources';

interface Kind {
  /** In the path. */
  readonly collection: 'domains' | 'mx-hosts';
  /** In ids. */
  readonly called: 'Domain' | 'MxHost';
  /** In sentences. */
  readonly noun: string;
  readonly target: (name: string) => Target;
}

const KINDS: readonly Kind[] = [
  { collection: 'domains', called: 'Domain', noun: 'a domain', target: domainTarget },
  { collection: 'mx-hosts', called: 'MxHost', noun: 'an MX host', target: mxHostTarget },
];

/** The history of one target, of either type. What is not watched any more has one too, for as long as any is kept. */
export const TARGET_HISTORY: readonly Operation[] = KINDS.flatMap(({ collection, called, noun, target }) => [
  operation({
    method: 'get',
    path: `/api/${collection}/{name}/checks`,
    id: `list${called}Checks`,
    summary: `The looks at ${noun}, newest first`,
    pathParameters: z.object({ name: name('as A-labels in lower case') }),
    query: z.strictObject({ ...timed, ...paged() }),
    answer: checkPageSchema,
    async run({ path, query }, { store }) {
      const { items, ...rest } = await filteredPage((range) => store.checks(target(path.name), range), query);
      return { items: items.map(checkResource), ...rest };
    },
  }),
  operation({
    method: 'get',
    path: `/api/${collection}/{name}/events`,
    id: `list${called}Events`,
    summary: `What changed about ${noun}, newest first`,
    pathParameters: z.object({ name: name('as A-labels in lower case') }),
    query: z.strictObject({ ...timed, ...paged(MOST_EVENTS) }),
    answer: eventPageSchema,
    async run({ path, query }, { store }) {
      const { items, ...rest } = await filteredPage((range) => store.eventsOf(target(path.name), range), query);
      return { items: items.map(eventResource), ...rest };
    },
  }),
]);
