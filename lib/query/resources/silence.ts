import * as z from 'zod';
import { SILENCE_STATES } from '../../core/alerting';
import { SILENCE_PURPOSES } from '../../core/model';
import { pageOf, timeSchema } from './common';

/** A mute or a maintenance window: alerts that are held back for a while, and recorded as always. */
export const silenceSchema = z.object({
  id: z.string(),
  purpose: z.enum(SILENCE_PURPOSES),
  kind: z
    .string()
    .optional()
    .describe('a kind of finding or of coverage notice, or a type of change; not set: whatever it is'),
  subject: z
    .string()
    .describe(
      'the name of a domain or MX host, with domain/ or mx-host/ before it for one of the two; * stands for any characters, and alone for everything',
    ),
  from: timeSchema,
  until: timeSchema.optional().describe('not set: until it is lifted'),
  weekly: z.literal(true).optional().describe('again each week at that time, UTC'),
  reason: z.string(),
  by: z.string().describe('a user of the machine, or the identity of an AWS caller'),
  at: timeSchema.describe('when it was made'),
  lifted: z.object({ by: z.string(), at: timeSchema }).optional().describe('set when somebody ended it'),
  state: z.enum(SILENCE_STATES).describe('now; a weekly one is to come between two windows'),
});

/** `GET /api/silences`: newest first, also those that are over. */
export const silencePageSchema = pageOf(silenceSchema);

export type SilenceResource = z.infer<typeof silenceSchema>;
export type SilencePage = z.infer<typeof silencePageSchema>;
