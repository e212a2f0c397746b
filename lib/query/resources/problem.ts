import * as z from 'zod';

/** `application/problem+json` (RFC 9457): the body of every answer from 400 on. */
export const problemSchema = z.object({
  type: z.string().describe('a URI reference that names the kind of problem; about:blank when the status says it all'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('what is wrong here, and what to do'),
  errors: z
    .array(
      z.object({
        parameter: z.string().describe('of the query or the path, or a pointer into the body'),
        detail: z.string(),
      }),
    )
    .optional()
    .describe('each parameter at fault'),
});

export type ProblemResource = z.infer<typeof problemSchema>;
