import * as z from 'zod';
import { FINDING_KINDS } from '../../core/findings';
import { SEVERITIES, VERDICTS } from '../../core/model';
import { EVENT_TYPES } from '../../core/report';
import type { CertificateEnd } from '../../monitor/ports';
import type { Snapshot } from '../directory/snapshot';
import { atomFeed } from '../formats/atom';
import { badge } from '../formats/badge';
import { expiryCalendar } from '../formats/calendar';
import { FARTHEST, METRICS_TYPE, openMetrics } from '../formats/metrics';
import { eventFilter, eventResource } from '../history/event';
import { operation } from '../operation';
import { openAlerts } from '../overview/alerts';
import { scheduleResources } from '../overview/schedules';
import { filteredPage } from '../paging';
import { anyOf, none } from '../parameters';
import { ProblemError } from '../problem';

const DAY = 86_400_000;
const MOST_SERIES = 1_000;
const MOST_ENTRIES = 200;
/** A calendar with more is of no use to anybody. */
const MOST_DATES = 1_000;
const LONGEST_HORIZON = 400;

export const getMetrics = operation({
  method: 'get',
  path: '/metrics',
  id: 'getMetrics',
  summary: 'Numbers for Prometheus, in OpenMetrics',
  description: 'How many series there are does not grow with the number of domains.',
  pathParameters: none,
  query: z.strictObject({
    perDomain: z.coerce
      .number()
      .int()
      .min(0)
      .max(MOST_SERIES)
      .default(0)
      .describe('so many domains get a series of their own, the worst first'),
  }),
  answer: { type: METRICS_TYPE, about: 'OpenMetrics' },
  async run({ query: { perDomain } }, { store, clock, directory, every }) {
    const now = clock.now();
    const [snapshot, { alerts, notices }, schedules] = await Promise.all([
      directory.read(),
      openAlerts(store, now),
      scheduleResources({ store, clock, every }),
    ]);
    return openMetrics({
      tally: snapshot.counts,
      mxHosts: snapshot.mxHosts.length,
      alerts: alerts.bySeverity,
      notices: notices.map(({ kind }) => kind),
      ends: store.certificateEnds({ until: now + FARTHEST }),
      schedules,
      each: perDomain === 0 ? [] : worstFirst(snapshot).slice(0, perDomain),
      now,
    });
  },
});

const worstFirst = ({ entries }: Snapshot) => {
  const rank = ({ verdict }: Snapshot['entries'][number]): number =>
    verdict === undefined ? VERDICTS.length : VERDICTS.indexOf(verdict);
  return [...entries].sort((a, b) => rank(a) - rank(b));
};

export const getFeed = operation({
  method: 'get',
  path: '/feed.atom',
  id: 'getFeed',
  summary: 'What changed, as a feed',
  pathParameters: none,
  query: z.strictObject({
    kind: anyOf([...FINDING_KINDS, ...EVENT_TYPES], 'kinds of findings (docs/findings.md), and types of events'),
    severity: z.enum(SEVERITIES).default('info').describe('as grave as this, or graver'),
    limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(50),
  }),
  answer: { type: 'application/atom+xml; charset=utf-8', about: 'Atom (RFC 4287)' },
  async run({ query: { kind, severity, limit } }, { store }) {
    const { items } = await filteredPage((range) => store.events(range), { limit, fits: eventFilter(kind, severity) });
    return atomFeed(items.map(eventResource));
  },
});

export const getCalendar = operation({
  method: 'get',
  path: '/certificates.ics',
  id: 'getCalendar',
  summary: 'When certificates end, as a calendar to subscribe to',
  pathParameters: none,
  query: z.strictObject({
    days: z.coerce.number().int().min(1).max(LONGEST_HORIZON).default(90).describe('so far ahead'),
    hosts: z.enum(['all', 'policy-hosts', 'mx-hosts']).default('all'),
  }),
  answer: { type: 'text/calendar; charset=utf-8', about: 'iCalendar (RFC 5545); the first 1,000 dates' },
  async run({ query: { days, hosts } }, { store, clock }) {
    const now = clock.now();
    const wanted = { all: undefined, 'policy-hosts': 'domain', 'mx-hosts': 'mx-host' }[hosts];
    const ends: CertificateEnd[] = [];
    for await (const end of store.certificateEnds({ since: now - DAY, until: now + days * DAY })) {
      if (wanted === undefined || end.target.type === wanted) ends.push(end);
      if (ends.length === MOST_DATES) break;
    }
    return expiryCalendar(ends, now);
  },
});

export const getBadge = operation({
  method: 'get',
  path: '/badge/{file}',
  id: 'getBadge',
  summary: 'The verdict of a domain, as a picture',
  pathParameters: z.object({
    file: z
      .string()
      .max(300)
      .regex(/\.svg$/, 'write the name of the domain, and .svg')
      .describe('the name of a watched domain, and `.svg`'),
  }),
  query: z.strictObject(none.shape),
  answer: { type: 'image/svg+xml', about: 'SVG' },
  problems: [404],
  async run({ path: { file } }, { store }) {
    const entry = await store.domain(file.slice(0, -'.svg'.length));
    if (entry === undefined) throw new ProblemError(404, 'This domain is not watched.');
    return badge(entry.verdict ?? null);
  },
});
