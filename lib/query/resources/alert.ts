import { z } from 'zod';
import { countSchema, pageOf, severitySchema, targetSchema, textsSchema, timeSchema } from './common';

/** Whom a root cause hits. */
export const impactSchema = z.object({
  domains: countSchema,
  sample: textsSchema.describe('names, at most 20, those that lose mail first'),
  enforcing: countSchema.describe('of them, those that enforce their policy'),
  testing: countSchema.optional(),
  undeliverable: countSchema.describe('of them, those with no MX host left for a sender that enforces'),
  examined: countSchema.optional().describe('set when not all were looked into; the numbers are the least then'),
});

/** An alert in a list. */
export const alertSchema = z.object({
  id: z.string(),
  status: z.enum(['open', 'resolved', 'told']).describe('told: a change, which ends at once'),
  severity: severitySchema,
  kind: z.string().describe('the kind of finding or of coverage notice, or the type of event'),
  subject: targetSchema.optional().describe('whose fault it is; not set when it is one of the look'),
  openedAt: timeSchema,
  resolvedAt: timeSchema.optional(),
  headline: z.string().describe('what happens to whose mail, and why'),
  impact: impactSchema,
});

/** `GET /api/alerts`: newest first. */
export const alertPageSchema = pageOf(alertSchema);

/** `GET /api/alerts/{id}`: one root cause, from its opening to its end; or one change. */
export const alertDetailSchema = alertSchema.extend({
  since: timeSchema.describe('since when the fault has been there'),
  fix: z.string().describe('what to do; empty when it is over'),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  docs: z.string().describe('where docs explain it, such as findings.md#policy-invalid'),
  notices: z
    .array(z.object({ id: z.string(), form: z.enum(['opened', 'escalated', 'reminder', 'resolved', 'drift', 'coverage']), at: timeSchema, channels: textsSchema, deliveredTo: textsSchema }))
    .describe('what was told of it, and by which channels'),
});

export type ImpactResource = z.infer<typeof impactSchema>;
export type AlertResource = z.infer<typeof alertSchema>;
export type AlertPage = z.infer<typeof alertPageSchema>;
export type AlertDetail = z.infer<typeof alertDetailSchema>;
