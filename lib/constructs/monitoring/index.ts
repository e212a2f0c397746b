export { Alarms } from './alarms';
export { createDashboard } from './dashboard';
export { RUNBOOK, ownRunbookUrl } from './runbook';
export type { RunbookEntry } from './runbook';
export type { Watched } from './watched';
