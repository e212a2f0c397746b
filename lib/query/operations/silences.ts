import * as z from 'zod';
import type { SilenceDraft } from '../../core/alerting';
import { SILENCE_STATES, silenceFaults, silenceState } from '../../core/alerting';
import type { Silence } from '../../core/model';
import { SILENCE_PURPOSES } from '../../core/model';
import { addSilence, liftSilence } from '../../monitor/silence';
import type { Clock, SilenceStore } from '../../monitor/ports';
import { faultsProblem, ProblemError } from '../problem';
import { operation, type Operation } from '../operation';
import { filteredPage } from '../paging';
import { moment, name, none, paged } from '../parameters';
import type { SilenceResource } from '../resources';
import { silencePageSchema, silenceSchema } from '../resources';
import { iso } from '../time';

const path = z.object({ id: name('as in the list') });

export const listSilences = operation({
  method: 'get',
  path: '/api/silences',
  id: 'listSilences',
  summary: 'Mutes and maintenance windows, newest first',
  description: 'Also those that are over, for as long as alerts are kept: who held back what, when and why.',
  pathParameters: none,
  query: z.strictObject({
    purpose: z.enum(SILENCE_PURPOSES).optional(),
    state: z.enum(SILENCE_STATES).optional().describe('now'),
    ...paged(),
  }),
  answer: silencePageSchema,
  async run({ query: { purpose, state, limit, cursor } }, { store, clock }) {
    const now = clock.now();
    const { items, ...rest } = await filteredPage(
      (range) => store.silences({ ...range, ...(purpose !== undefined && { purpose }) }),
      {
        limit,
        cursor,
        fits: (silence) => state === undefined || silenceState(silence, now) === state,
      },
    );
    return { items: items.map((silence) => silenceResource(silence, now)), ...rest };
  },
});

export const getSilence = operation({
  method: 'get',
  path: '/api/silences/{id}',
  id: 'getSilence',
  summary: 'A mute or a maintenance window',
  pathParameters: path,
  query: z.strictObject({}),
  answer: silenceSchema,
  problems: [404],
  async run({ path: { id } }, { store, clock }) {
    const silence = await store.silence(id);
    if (silence === undefined) throw unknownSilence();
    return silenceResource(silence, clock.now());
  },
});

/** Operations that make and lift silences. */
export function silenceOperations(deps: {
  readonly store: Pick<SilenceStore, 'silence' | 'writeSilence'>;
  readonly clock: Clock;
}): readonly Operation[] {
  return [
    operation({
      method: 'post',
      path: '/api/silences',
      id: 'addSilence',
      summary: 'Mute alerts, or plan maintenance',
      description:
        'Alerts are recorded as always; what is held back is the telling. What opens meanwhile and still stands after the end is told then, once; what is over by then is never told.',
      pathParameters: none,
      query: z.strictObject({}),
      body: z.strictObject({
        purpose: z.enum(SILENCE_PURPOSES),
        kind: z.string().max(100).optional(),
        subject: z.string().max(300).default('*'),
        from: moment('default: now').optional(),
        until: moment('of maintenance a must').optional(),
        weekly: z.boolean().optional(),
        reason: z.string().max(2000),
      }),
      answer: silenceSchema,
      status: 201,
      problems: [403, 415],
      async run({ body: { from, until, kind, weekly, subject, ...rest }, by }) {
        const now = deps.clock.now();
        const draft: SilenceDraft = {
          ...rest,
          by,
          subject: subject.trim().toLowerCase(),
          from: from ?? now,
          ...(until !== undefined && { until }),
          ...(kind !== undefined && { kind }),
          ...(weekly === true && { weekly }),
        };
        const faults = silenceFaults(draft, now);
        if (faults.length > 0) throw faultsProblem(faults);
        return silenceResource(await addSilence(draft, deps), now);
      },
    }),
    operation({
      method: 'delete',
      path: '/api/silences/{id}',
      id: 'liftSilence',
      summary: 'End a mute or a maintenance window',
      description:
        'It stays on record. What it held back and still stands is told after the next look. Once more changes nothing.',
      pathParameters: path,
      query: z.strictObject({}),
      answer: silenceSchema,
      problems: [403, 404, 409],
      async run({ path: { id }, by }) {
        const lifting = await liftSilence(id, by, deps);
        if ('silence' in lifting) return silenceResource(lifting.silence, deps.clock.now());
        throw lifting.refused === 'over' ? new ProblemError(409, 'It is over already.') : unknownSilence();
      },
    }),
  ];
}

const unknownSilence = (): ProblemError =>
  new ProblemError(404, 'There is no mute or maintenance window of that id. /api/silences lists those that there are.');

export function silenceResource(silence: Silence, now: number): SilenceResource {
  const { id, purpose, kind, subject, from, until, weekly, reason, by, at, lifted } = silence;
  return {
    id,
    purpose,
    ...(kind !== undefined && { kind }),
    subject,
    from: iso(from),
    ...(until !== undefined && { until: iso(until) }),
    ...(weekly === true && { weekly }),
    reason,
    by,
    at: iso(at),
    ...(lifted !== undefined && { lifted: { by: lifted.by, at: iso(lifted.at) } }),
    state: silenceState(silence, now),
  };
}
