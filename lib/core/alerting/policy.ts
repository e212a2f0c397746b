import type { Severity } from '../model';
import { SEVERITIES } from '../model';

/** What is told, and how often again. */
export interface AlertPolicy {
  /** What is less severe is kept in the history and told to nobody. */
  readonly minimumSeverity: Severity;
  /** How long after it was last told an open alert is told again, milliseconds. */
  readonly remindAfter: Readonly<Record<Severity, number>>;
  /** Names of the channels that are to tell what happens from now on. */
  readonly channels: readonly string[];
}

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** The intervals of reminders around one setting: that of an error. What stops all mail is worth a word a day. */
export const remindersAround = (error: number): AlertPolicy['remindAfter'] => ({
  critical: Math.max(DAY, error / 7),
  error,
  warning: 4 * error,
  info: 4 * error,
});

export const DEFAULT_ALERT_POLICY: Omit<AlertPolicy, 'channels'> = {
  minimumSeverity: 'warning',
  remindAfter: remindersAround(WEEK),
};

/** 0 for critical; grows as the severity falls. */
export const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

export const isTold = (severity: Severity, { minimumSeverity }: Pick<AlertPolicy, 'minimumSeverity'>): boolean =>
  rank(severity) <= rank(minimumSeverity);

export const isWorse = (severity: Severity, than: Severity): boolean => rank(severity) < rank(than);
