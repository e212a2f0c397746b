import { z } from 'zod';
import { LONGEST_CURSOR } from './cursor';

/** Longer than any name in the DNS, written with escapes. */
const LONGEST_NAME = 1024;

export const none = z.object({});

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
export const anyOf = <const Names extends readonly [string, ...string[]]>(names: Names, about: string) =>
  z
    .string()
    .max(1000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(names)))
    .optional()
    .describe(`${about}; several with commas between them: ${names.join(', ')}`);
