/** Keys of the stack's outputs by which the command line finds its way: `mta-sts-watch --stack NAME …`. */
export const OUTPUTS = {
  table: 'MtaStsWatchTable',
  dispatch: 'MtaStsWatchDispatch',
  alertTopic: 'MtaStsWatchAlertTopic',
  slackSecret: 'MtaStsWatchSlackSecret',
  webhookSecret: 'MtaStsWatchWebhookSecret',
  heartbeatSecret: 'MtaStsWatchHeartbeatSecret',
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
