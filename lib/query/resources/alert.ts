import * as z from 'zod';
import { ACKNOWLEDGEMENT_ENDS } from '../../core/model';
import { countSchema, fixStepsSchema, pageOf, severitySchema, targetSchema, textsSchema, timeSchema } from './common';

/** Whom a root cause hits. */
export const impactSchema = z.object({
  domains: countSchema,
  sample: textsSchema.describe('names, at most 20, those that lose mail first'),
  enforcing: countSchema.describe('of them, those that enforce their policy'),
  testing: countSchema.optional(),
  undeliverable: countSchema.describe('of them, those with no MX host left for a sender that enforces'),
  examined: countSchema.optional().describe('set when not all were looked into; the numbers are the least then'),
});

/** Somebody has taken notice of an alert: it is not told again until this ends, or until it gets worse. */
export const acknowledgementSchema = z.object({
  by: z.string().describe('a user of the machine, or the identity of an AWS caller'),
  at: timeSchema,
  reason: z.string(),
  until: timeSchema.optional().describe('not set: until the alert is resolved or gets worse'),
  ended: z
    .object({ at: timeSchema, why: z.enum(ACKNOWLEDGEMENT_ENDS), by: z.string().optional() })
    .optional()
    .describe('not set while it lasts'),
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
  acknowledgement: acknowledgementSchema.optional().describe('the one in force'),
  silences: textsSchema.describe('ids of the mutes and maintenance windows that hold it back now; see /api/silences'),
});

/** `GET /api/alerts`: newest first. */
export const alertPageSchema = pageOf(alertSchema);

/** `GET /api/alerts/{id}`: one root cause, from its opening to its end; or one change. */
export const alertDetailSchema = alertSchema.extend({
  since: timeSchema.describe('since when the fault has been there'),
  fix: z.string().describe('what to do; empty when it is over'),
  fixSteps: fixStepsSchema,
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  docs: z.string().describe('where docs explain it, such as findings.md#policy-invalid'),
  notices: z
    .array(
      z.object({
        id: z.string(),
        form: z.enum(['opened', 'escalated', 'reminder', 'resolved', 'drift', 'coverage']),
        at: timeSchema,
        channels: textsSchema,
        deliveredTo: textsSchema,
        heldFor: textsSchema,
      }),
    )
    .describe('what was told of it, by which channels, and from which it was held back by a silence'),
  acknowledgements: z.array(acknowledgementSchema).describe('oldest first'),
});

export type ImpactResource = z.infer<typeof impactSchema>;
export type AcknowledgementResource = z.infer<typeof acknowledgementSchema>;
export type AlertResource = z.infer<typeof alertSchema>;
export type AlertPage = z.infer<typeof alertPageSchema>;
export type AlertDetail = z.infer<typeof alertDetailSchema>;
