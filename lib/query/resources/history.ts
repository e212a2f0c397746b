import * as z from 'zod';
import {
  countSchema,
  findingWordsSchema,
  pageOf,
  publishedTextSchema,
  severitySchema,
  sha256Schema,
  targetSchema,
  textsSchema,
  timeSchema,
  verdictSchema,
} from './common';

/** One look at a target: a cell of the history strip. */
export const checkSchema = z.object({
  at: timeSchema,
  runId: z.string(),
  durationMs: countSchema,
  verdict: verdictSchema.optional().describe('of a domain, as of this look'),
  kinds: textsSchema.describe('kinds of findings, without repetition'),
  worst: severitySchema.optional().describe('the usual severity of the gravest kind; not set when nothing was found'),
  unseen: textsSchema.describe('aspects not seen, with the cause: `policy timeout`'),
  stsId: z.string().optional(),
  policy: sha256Schema.optional(),
  certificates: textsSchema.describe('leaf certificates, the first 16 hex digits of each SHA-256'),
});

/** `GET /api/domains/{name}/checks`, `GET /api/mx-hosts/{name}/checks`: newest first. */
export const checkPageSchema = pageOf(checkSchema);

const changeText = z.string().nullable().describe('null: there was, or is, none');

/** A change of a target between two looks. */
export const eventSchema = z.object({
  id: z.string(),
  at: timeSchema.describe('when the look that showed it began'),
  target: targetSchema,
  type: z.string().describe('such as policy-body-changed, verdict-changed or finding-opened'),
  kind: z.string().describe('the kind of the finding, where it is about one; otherwise the type'),
  severity: severitySchema.describe('info for what is no fault'),
  title: z.string().describe('what happened, without the name of the target'),
  before: changeText.optional().describe('the fact before, where it can be said; SHA-256 of a policy'),
  after: changeText.optional(),
  place: z.string().optional().describe('the address, or the name of the policy host, where it was seen'),
  diff: z.string().optional().describe('of a policy: the lines that differ, in the unified format'),
  reasons: textsSchema.optional().describe('of a verdict'),
  finding: findingWordsSchema.optional(),
  since: timeSchema
    .optional()
    .describe('of a finding: when it was first seen, or for one that is over, when it was opened'),
  toldBy: textsSchema.optional().describe('ids of events, and fingerprints of findings, that say the same, and better'),
});

/** `GET /api/events`, `GET /api/domains/{name}/events`, `GET /api/mx-hosts/{name}/events`: newest first. */
export const eventPageSchema = pageOf(eventSchema);

/** `GET /api/policies/{sha256}`: a policy that was served once. */
export const policyBodySchema = z.object({ sha256: sha256Schema, published: publishedTextSchema });

/** One pass over the targets. */
export const runSchema = z.object({
  id: z.string(),
  schedule: z.enum(['domains', 'mx-hosts']).optional(),
  startedAt: timeSchema,
  finishedAt: timeSchema.optional().describe('not set while it goes on, or when it was cut short'),
  planned: countSchema,
  done: countSchema,
  unknown: countSchema.describe('targets of which something could not be seen'),
  failed: countSchema.describe('looks that failed by a fault of this program or its storage'),
  skipped: countSchema.optional().describe('targets whose checks were discarded because the run had been closed'),
  closed: z
    .enum(['skipped', 'incomplete'])
    .optional()
    .describe(
      'why it ended unfinished: skipped, because another run was open or a later one had begun; incomplete, because it was not done within two intervals',
    ),
});

/** `GET /api/runs`: newest first. */
export const runPageSchema = pageOf(runSchema);

export type CheckResource = z.infer<typeof checkSchema>;
export type CheckPage = z.infer<typeof checkPageSchema>;
export type EventResource = z.infer<typeof eventSchema>;
export type EventPage = z.infer<typeof eventPageSchema>;
export type PolicyBodyResource = z.infer<typeof policyBodySchema>;
export type RunResource = z.infer<typeof runSchema>;
export type RunPage = z.infer<typeof runPageSchema>;
