export { MtaStsWatch } from './mta-sts-watch';
export type {
  AlertProps,
  CheckProps,
  LookProps,
  MtaStsWatchProps,
  RetentionProps,
  Route53Props,
} from './mta-sts-watch/props';
export { HostedDashboard } from './hosted-dashboard';
export { dashboardPropsFromConfig } from './hosted-dashboard/from-config';
export type { CognitoSignIn, DashboardDomain, HostedDashboardProps, OidcSignIn } from './hosted-dashboard';
export type { ClaimRule } from '../contract/hosted-dashboard';
export { folderOf, propsFromConfig, readConfig } from './mta-sts-watch/from-config';
export { AgentVantage } from './agent-vantage';
export type { AlarmOptions, AlarmTuning } from './monitoring';
export { Alerting } from './alerting';
export type { AlertingProps, ChatProps } from './alerting';
export { CheckWorker } from './check-worker';
export { Dispatch } from './dispatch';
export { Notification } from './notification';
export { QueryApi } from './query-api';
export { SelfCheck } from './self-check';
export { SmtpNetwork } from './network';
export type { SmtpNetworkProps } from './network';
export { Storage } from './storage';
export type { StorageProps } from './storage';
export { DeadLetterQueue, WorkQueue } from './work-queue';
export { HostedZones } from './hosted-zones';
export { HandlerFunction } from './handler-function';
export type { SmtpVantage } from '../contract/settings';
