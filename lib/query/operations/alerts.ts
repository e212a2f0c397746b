import * as z from 'zod';
import { COVERAGE_KINDS } from '../../core/alerting/words/coverage';
import { FINDING_KINDS } from '../../core/findings';
import { SEVERITIES } from '../../core/model';
import { EVENT_TYPES } from '../../core/report';
import { silencesAround } from '../../monitor/silences';
import { alertDetail, alertKind, alertResource } from '../alerts/resource';
import { storedId } from '../ids';
import { operation } from '../operation';
import { filteredPage } from '../paging';
import { anyOf, atLeast, none, paged, timed } from '../parameters';
import { ProblemError } from '../problem';
import { alertDetailSchema, alertPageSchema } from '../resources';

export const listAlerts = operation({
  method: 'get',
  path: '/api/alerts',
  id: 'listAlerts',
  summary: 'The alerts, one a root cause, newest first',
  pathParameters: none,
  query: z.strictObject({
    status: z.enum(['open', 'resolved', 'told']).optional().describe('told: changes, which end at once'),
    kind: anyOf(
      [...FINDING_KINDS, ...EVENT_TYPES, ...COVERAGE_KINDS],
      'kinds of findings (docs/findings.md), types of events, and kinds of coverage notices',
    ),
    severity: atLeast,
    ...timed,
    ...paged(500, 100),
  }),
  answer: alertPageSchema,
  async run({ query: { status, kind, severity, ...range } }, { store, clock }) {
    const { items, ...rest } = await filteredPage(
      (part) => store.alerts({ ...part, ...(status !== undefined && { status }) }),
      {
        ...range,
        fits: (alert) =>
          (kind === undefined || kind.some((wanted) => wanted === alertKind(alert))) &&
          (severity === undefined || SEVERITIES.indexOf(alert.severity) <= SEVERITIES.indexOf(severity)),
      },
    );
    const now = clock.now();
    const silences = await silencesAround(store, now);
    return { items: items.map((alert) => alertResource(alert, silences, now)), ...rest };
  },
});

export const getAlert = operation({
  method: 'get',
  path: '/api/alerts/{id}',
  id: 'getAlert',
  summary: 'One alert, with what to do and what was told of it',
  pathParameters: z.object({
    id: z
      .string()
      .regex(/^[\w-]+$/)
      .max(2048)
      .describe('the id of the alert, as lists give it'),
  }),
  query: z.strictObject(none.shape),
  answer: alertDetailSchema,
  problems: [404],
  async run({ path }, { store, clock }) {
    const alert = await store.alert(storedId(path.id));
    if (alert === undefined) throw new ProblemError(404, 'There is no alert with this id, or it was forgotten.');
    const now = clock.now();
    return alertDetail(alert, await silencesAround(store, now), now);
  },
});
