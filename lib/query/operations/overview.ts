import * as z from 'zod';
import { operation } from '../operation';
import { openAlerts } from '../overview/alerts';
import { changesSince } from '../overview/changes';
import { riskOf } from '../overview/risk';
import { scheduleResources } from '../overview/schedules';
import { moment, none } from '../parameters';
import { overviewSchema } from '../resources';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const getOverview = operation({
  method: 'get',
  path: '/api/overview',
  id: 'getOverview',
  summary: 'How everything stands now',
  pathParameters: none,
  query: z.strictObject({ since: moment('from when on changes are told; the day before if not given').optional() }),
  answer: overviewSchema,
  async run({ query }, { store, clock, directory, expiries, every, place }) {
    const now = clock.now();
    // A whole hour, so that the answer is the same until something happens.
    const since = query.since ?? Math.floor((now - DAY) / HOUR) * HOUR;
    const [snapshot, open, changes, ends, schedules] = await Promise.all([
      directory.read(),
      openAlerts(store, now),
      changesSince(store, since),
      expiries.read(),
      scheduleResources({ store, clock, every }),
    ]);
    const { headline, lines, domains: atRisk } = riskOf(snapshot.entries.length, snapshot.counts);
    return {
      headline,
      lines: [...lines],
      domains: snapshot.entries.length,
      mxHosts: snapshot.mxHosts.length,
      ...snapshot.counts,
      atRisk,
      changes,
      expiries: ends,
      alerts: open.alerts,
      coverage: { place, notices: open.notices },
      schedules,
    };
  },
});
