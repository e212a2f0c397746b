/** The largest time that a Date can hold (ECMA-262). */
const LAST_TIME = 8.64e15;

/** ISO 8601 in UTC; a time that no Date can hold becomes the nearest that one can. */
export const iso = (time: number): string =>
  new Date(Number.isFinite(time) ? Math.max(-LAST_TIME, Math.min(LAST_TIME, time)) : 0).toISOString();
