import * as z from 'zod';
import { acknowledgementFaults } from '../../core/alerting';
import type { Acknowledging } from '../../monitor/acknowledge';
import { acknowledgeAlert, withdrawAcknowledgement } from '../../monitor/acknowledge';
import type { AlertStore, Clock, SilenceStore } from '../../monitor/ports';
import { silencesAround } from '../../monitor/silences';
import { alertDetail } from '../alerts/resource';
import { faultsProblem, ProblemError } from '../problem';
import { storedId } from '../ids';
import { operation, type Operation } from '../operation';
import { moment, name } from '../parameters';
import type { AlertDetail } from '../resources';
import { alertDetailSchema } from '../resources';

const path = z.object({ id: name('of the alert') });

export interface AcknowledgementDependencies {
  readonly store: Pick<AlertStore, 'alert' | 'writeAlert'> & Pick<SilenceStore, 'silencesNotOver'>;
  readonly clock: Clock;
}

/** Operations that acknowledge alerts. */
export function acknowledgementOperations(deps: AcknowledgementDependencies): readonly Operation[] {
  const shown = async (acknowledging: Acknowledging): Promise<AlertDetail> => {
    const now = deps.clock.now();
    if ('alert' in acknowledging) return alertDetail(acknowledging.alert, await silencesAround(deps.store, now), now);
    throw acknowledging.refused === 'not-open'
      ? new ProblemError(409, 'The alert is over: there is nothing to acknowledge.')
      : new ProblemError(404, 'There is no alert of that id. /api/alerts lists those that there are.');
  };
  return [
    operation({
      method: 'post',
      path: '/api/alerts/{id}/acknowledgement',
      id: 'acknowledgeAlert',
      summary: 'Acknowledge an open alert',
      description:
        'It is not told again until the end, or until it gets worse: graver, or with more domains hit. An acknowledgement in force is replaced; the same again changes nothing.',
      pathParameters: path,
      query: z.strictObject({}),
      body: z.strictObject({
        reason: z.string().max(2000),
        until: moment('default: until it is resolved or gets worse').optional(),
      }),
      answer: alertDetailSchema,
      problems: [403, 404, 409, 415],
      async run({ path: { id }, body: { reason, until }, by }) {
        const draft = { by, reason, ...(until !== undefined && { until }) };
        const faults = acknowledgementFaults(draft, deps.clock.now());
        if (faults.length > 0) throw faultsProblem(faults);
        return shown(await acknowledgeAlert(storedId(id), draft, deps));
      },
    }),
    operation({
      method: 'delete',
      path: '/api/alerts/{id}/acknowledgement',
      id: 'withdrawAcknowledgement',
      summary: 'Take the acknowledgement of an alert back',
      description: 'Reminders go on. Without one in force nothing changes.',
      pathParameters: path,
      query: z.strictObject({}),
      answer: alertDetailSchema,
      problems: [403, 404, 409],
      run: async ({ path: { id }, by }) => shown(await withdrawAcknowledgement(storedId(id), by, deps)),
    }),
  ];
}
