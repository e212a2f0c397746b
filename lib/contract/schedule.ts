import * as z from 'zod';

/** What a run looks at. */
export const SCHEDULES = ['domains', 'mx-hosts'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** What EventBridge Scheduler, or a person, hands to the dispatcher. */
export const dispatchEvent = z.strictObject({
  schedule: z.enum(SCHEDULES),
  /** The scheduled time, ISO 8601: with the name it is the run's id, so that a repeated delivery is the same run. */
  time: z.iso.datetime({ offset: true }),
  /** Set for a run that a person asked for. */
  by: z.literal('hand').optional(),
});
export type DispatchEvent = z.infer<typeof dispatchEvent>;

/** `domains@2026-11-23T12:00:00Z`, or `domains-by-hand@…`. */
export function runId(event: DispatchEvent): string {
  const time = new Date(event.time).toISOString().replace('.000Z', 'Z');
  return `${event.schedule}${event.by === undefined ? '' : '-by-hand'}@${time}`;
}

/** The schedule whose run this is. */
export const scheduleOfRun = (id: string): ScheduleName | undefined =>
  SCHEDULES.find((schedule) => id.startsWith(`${schedule}@`) || id.startsWith(`${schedule}-`));
