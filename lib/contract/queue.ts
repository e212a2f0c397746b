import * as z from 'zod';

/**
 * A part of a run: targets of one type, to be looked at together. A part is counted once in its run, however often
 * its message is delivered.
 */
export const checkMessage = z.strictObject({
  runId: z.string().min(1).max(120),
  part: z.string().min(1).max(300),
  type: z.enum(['domain', 'mx-host']),
  targets: z.array(z.string().min(1).max(255)).min(1).max(200),
});
export type CheckMessage = z.infer<typeof checkMessage>;

/** Targets in a message: many, because looking at many at once in one process is what keeps the price down. */
export const TARGETS_PER_MESSAGE = { domain: 50, 'mx-host': 25 } as const;

/** Deliveries of a message before it is a dead letter; the last one counts what failed, so that the run can end. */
export const MOST_DELIVERIES = 3;
