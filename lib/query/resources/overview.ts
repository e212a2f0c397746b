import * as z from 'zod';
import { alertSchema } from './alert';
import {
  countSchema,
  fixStepsSchema,
  severitySchema,
  targetSchema,
  textsSchema,
  timeSchema,
  verdictSchema,
} from './common';
import { runSchema } from './history';

/** A certificate that a target serves, by when it ends. */
export const expirySchema = z.object({
  target: targetSchema.describe('the MX host, or the domain whose policy host it is'),
  at: timeSchema.describe('the earliest end of what the target serves now'),
});

/** Certificates that end on one day, UTC. */
export const expiryDaySchema = z.object({ day: z.iso.date(), policyHosts: countSchema, mxHosts: countSchema });

/** Domains whose verdict changed in the same way for the same reason. */
export const verdictChangeSchema = z.object({
  before: verdictSchema.nullable(),
  after: verdictSchema,
  reason: z.string().optional(),
  at: timeSchema.describe('of the latest'),
  domains: countSchema,
  sample: textsSchema.describe('names, at most 5'),
});

/** What one of the two schedules does. */
export const scheduleSchema = z.object({
  name: z.enum(['domains', 'mx-hosts']),
  every: countSchema.describe('seconds between its runs'),
  current: runSchema.optional().describe('the run that goes on now'),
  last: runSchema.optional().describe('the last finished run'),
  next: timeSchema.optional().describe('when the next run is due; past when it is late'),
});

/** A fault of the look, not of any target. */
export const coverageNoticeSchema = z.object({
  kind: z.string(),
  alertId: z.string(),
  since: timeSchema,
  headline: z.string(),
  fix: z.string(),
  fixSteps: fixStepsSchema,
});

/** `GET /api/overview`. */
export const overviewSchema = z.object({
  headline: z.string().describe('how much mail is at risk now, in words'),
  lines: textsSchema.describe('the same in more words: a sentence for each verdict that puts mail at risk'),
  domains: countSchema.describe('watched'),
  mxHosts: countSchema,
  verdicts: z.record(verdictSchema, countSchema),
  notYet: countSchema.describe('domains not looked at yet'),
  atRisk: countSchema.describe('domains that are undeliverable, degraded or unprotected'),
  changes: z.object({
    since: timeSchema,
    verdicts: z.array(verdictChangeSchema).describe('newest first, at most 20'),
    events: countSchema.describe('all changes since then, see /api/events'),
    isComplete: z.boolean().describe('false when there were more changes than are counted'),
  }),
  expiries: z.object({
    expired: countSchema.describe('targets that serve a certificate that has ended'),
    days: z.array(expiryDaySchema).describe('the days of the next 90 on which any ends'),
    next: z.array(expirySchema).describe('the first 20, those that have ended first'),
  }),
  alerts: z.object({
    open: countSchema,
    bySeverity: z.record(severitySchema, countSchema),
    gravest: z.array(alertSchema).describe('at most 20, then the newest'),
  }),
  coverage: z.object({
    place: z.string().describe('where the monitor looks from'),
    notices: z.array(coverageNoticeSchema),
  }),
  schedules: z.array(scheduleSchema),
});

/** `GET /api/pulse`: changes whenever anything else may have changed. Poll it with If-None-Match, and load again what is shown on a 200. */
export const pulseSchema = z.object({
  tag: z.string().describe('the same as long as nothing changed'),
  at: timeSchema.describe('of the newest event, run or alert'),
});

export type ExpiryResource = z.infer<typeof expirySchema>;
export type ExpiryDay = z.infer<typeof expiryDaySchema>;
export type VerdictChangeResource = z.infer<typeof verdictChangeSchema>;
export type ScheduleResource = z.infer<typeof scheduleSchema>;
export type OverviewResource = z.infer<typeof overviewSchema>;
export type PulseResource = z.infer<typeof pulseSchema>;
