import * as z from 'zod';

/** `GET /api/caller`. */
export const callerSchema = z.object({
  name: z.string().describe('under which changes are kept'),
  mayChange: z.boolean().describe('whether the methods that change something are for them'),
});

export type CallerResource = z.infer<typeof callerSchema>;
