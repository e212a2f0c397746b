/** Keys of the stack's outputs, without those of secrets (lib/config/channels.ts), by which the command line finds its way: `mta-sts-watch --stack NAME …`. */
export const OUTPUTS = {
  table: 'MtaStsWatchTable',
  dispatch: 'MtaStsWatchDispatch',
  alertTopic: 'MtaStsWatchAlertTopic',
  vantageAddress: 'MtaStsWatchVantageAddress',
  mxHostQueue: 'MtaStsWatchMxHostQueue',
  resultQueue: 'MtaStsWatchResultQueue',
  agentPolicy: 'MtaStsWatchAgentPolicy',
  queryUrl: 'MtaStsWatchQueryUrl',
  dashboardUrl: 'MtaStsWatchDashboardUrl',
  dashboardTarget: 'MtaStsWatchDashboardTarget',
  dashboardUserPool: 'MtaStsWatchDashboardUserPool',
} as const;
export type OutputKey = (typeof OUTPUTS)[keyof typeof OUTPUTS];
