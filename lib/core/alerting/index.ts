export { alertIdOf, applyEvent } from './apply-event';
export { coverageAlert, coverageAlertId, coverageRestored } from './coverage';
export { groupMessages } from './group';
export { withImpact } from './impact';
export { delivered, untold } from './notices';
export { DEFAULT_ALERT_POLICY, remindersAround } from './policy';
export type { AlertPolicy } from './policy';
export { remind } from './reminder';
export { describeAlert, messageFor } from './words/message';
