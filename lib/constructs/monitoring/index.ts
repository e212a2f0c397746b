export { createAlarm } from './alarm';
export type { AlarmPlace } from './alarm';
export { Alarms } from './alarms';
export { watchMetric } from './metrics';
export type { AlarmOptions, AlarmTuning } from './tuning';
export { createDashboard } from './dashboard';
export { RUNBOOK, ownRunbookUrl } from './runbook';
export type { RunbookEntry } from './runbook';
export type { Watched } from './watched';
