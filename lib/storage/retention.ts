const DAY_MS = 86_400_000;

/** How long things are kept, milliseconds. What is still in use (a state, an open alert, a watched domain) is kept for good. */
export interface Retention {
  readonly checks: number;
  /** Also policy bodies and certificates, after they were last seen: events refer to them. */
  readonly events: number;
  readonly runs: number;
  /** After the alert was resolved or told. */
  readonly alerts: number;
}

export const DEFAULT_RETENTION: Retention = {
  checks: 90 * DAY_MS,
  events: 730 * DAY_MS,
  runs: 90 * DAY_MS,
  alerts: 730 * DAY_MS,
};

/** Evidence that is still seen gets a new lease when this has passed of the old one: at most one write in so long. */
export const RENEWAL_MS = 30 * DAY_MS;

/** An MX host that no domain names any more is forgotten after so long. */
export const VACANCY_MS = 30 * DAY_MS;
