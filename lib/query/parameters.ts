import * as z from 'zod';
import { SEVERITIES } from '../core/model';
import { LONGEST_CURSOR } from './cursor';

/** Longer than any name in the DNS, written with escapes. */
const LONGEST_NAME = 1024;

/** Of names with commas between them. */
const LONGEST_LIST = 4096;

/** The key under which a schema of such names keeps them, for the OpenAPI document. */
export const LISTED = 'x-listed';

export const none = z.object({});

/** An event holds its finding in words, and an answer of a Lambda function at most 6 MB. */
export const MOST_EVENTS = 500;

/** Of a list that comes in pages. */
export const paged = (most = 1000, usual = 100) => ({
  limit: z.coerce.number().int().min(1).max(most).default(usual).describe(`items on a page, at most ${most}`),
  cursor: z.string().min(1).max(LONGEST_CURSOR).optional().describe('from the previous page'),
});

export const name = (about: string) => z.string().min(1).max(LONGEST_NAME).describe(about);

/** A moment, as ISO 8601 with a zone, or a day in UTC. */
export const moment = (about: string) =>
  z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], 'write a time such as 2026-11-23T12:00:00Z, or a day')
    .transform((text) => Date.parse(text))
    .describe(about);

/** One of these, or several with commas between them. */
export const anyOf = <const Name extends string>(names: readonly Name[], about: string) =>
  z
    .string()
    .max(LONGEST_LIST)
    .transform((text) => text.split(','))
    .pipe(
      z.array(
        z.enum(names, { error: ({ input }) => `there is no ${JSON.stringify(String(input).slice(0, 50))} here` }),
      ),
    )
    .optional()
    .meta({ description: `${about}; several with commas between them`, [LISTED]: names });

/** Bounds of time. */
export const timed = {
  since: moment('from then on').optional(),
  until: moment('until then').optional(),
};

export const atLeast = z.enum(SEVERITIES).optional().describe('as grave as this, or graver');
