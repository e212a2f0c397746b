import * as z from 'zod';
import { FINDING_KINDS } from '../../core/findings';
import { EVENT_TYPES } from '../../core/report';
import { eventFilter, eventResource } from '../history/event';
import { operation } from '../operation';
import { runResource } from '../overview/schedules';
import { filteredPage } from '../paging';
import { anyOf, atLeast, MOST_EVENTS, none, paged, timed } from '../parameters';
import { ProblemError } from '../problem';
import { eventPageSchema, policyBodySchema, pulseSchema, runPageSchema, sha256Schema } from '../resources';
import { publishedPolicy } from '../target/published';

export const listEvents = operation({
  method: 'get',
  path: '/api/events',
  id: 'listEvents',
  summary: 'What changed, of all that is watched, newest first',
  pathParameters: none,
  query: z.strictObject({
    ...timed,
    kind: anyOf([...FINDING_KINDS, ...EVENT_TYPES], 'kinds of findings (docs/findings.md), and types of events'),
    severity: atLeast,
    ...paged(MOST_EVENTS),
  }),
  answer: eventPageSchema,
  async run({ query: { kind, severity, ...range } }, { store }) {
    const { items, ...rest } = await filteredPage((part) => store.events(part), {
      ...range,
      fits: eventFilter(kind, severity),
    });
    return { items: items.map(eventResource), ...rest };
  },
});

export const getPolicy = operation({
  method: 'get',
  path: '/api/policies/{sha256}',
  id: 'getPolicy',
  summary: 'A policy that was served once, by its hash',
  description: 'Events name the policies before and after a change by their hashes.',
  pathParameters: z.object({ sha256: sha256Schema }),
  query: z.strictObject(none.shape),
  answer: policyBodySchema,
  immutable: true,
  problems: [404],
  async run({ path: { sha256 } }, { store }) {
    const body = await store.policyBody(sha256);
    if (body === undefined) throw new ProblemError(404, 'No policy with this hash was seen, or it was forgotten.');
    return { sha256, published: publishedPolicy(body) };
  },
});

export const listRuns = operation({
  method: 'get',
  path: '/api/runs',
  id: 'listRuns',
  summary: 'The runs, newest first',
  pathParameters: none,
  query: z.strictObject({ ...timed, ...paged() }),
  answer: runPageSchema,
  async run({ query }, { store }) {
    const { items, ...rest } = await filteredPage((range) => store.runs(range), query);
    return { items: items.map(runResource), ...rest };
  },
});

export const getPulse = operation({
  method: 'get',
  path: '/api/pulse',
  id: 'getPulse',
  summary: 'Whether anything changed',
  description:
    'Poll it with the `If-None-Match` of the answer before: as long as nothing changed, the answer is 304. A page does so every few seconds, and loads again what it shows on a 200.',
  pathParameters: none,
  query: z.strictObject(none.shape),
  answer: pulseSchema,
  run: async (_, { pulse }) => pulse.read(),
});
