import type { Config } from '../config';

/** Where MX hosts are looked at from: port 25 is closed to Lambda functions outside a VPC. */
export const SMTP_VANTAGES = ['none', 'vpc', 'agent'] as const;
export type SmtpVantage = (typeof SMTP_VANTAGES)[number];

/** What a deployment's handlers need of its configuration; plain JSON, without any secret. */
export interface HandlerSettings {
  readonly check: Pick<
    Config,
    | 'resolvers'
    | 'resolverTrusted'
    | 'resolverRate'
    | 'nameServers'
    | 'nameServerPort'
    | 'httpsPort'
    | 'smtpPort'
    | 'allowPrivateAddresses'
    | 'timeout'
    | 'concurrency'
    | 'ehlo'
  > & {
    /** MX hosts that tell whether port 25 works from where MX hosts are looked at. */
    readonly canaries: readonly string[];
    /** PEM texts. */
    readonly ca: readonly string[];
  };
  readonly alerts: Pick<Config['alerts'], 'minimumSeverity' | 'confirmChecks' | 'remindAfter'>;
  readonly expiryThresholds: Config['expiryThresholds'];
  readonly retention: Config['retention'];
  /** Milliseconds between runs. */
  readonly schedule: Config['schedule'];
  /** Set when domains are found in hosted zones. */
  readonly route53?: Pick<
    NonNullable<Config['route53']>,
    'every' | 'ownAccount' | 'accounts' | 'include' | 'exclude' | 'reportsTo' | 'repair'
  >;
  /** Confirms the removal of held domains. */
  readonly confirmRemovals?: string;
  readonly smtpVantage: SmtpVantage;
  /** Names of the channels that tell alerts. */
  readonly channels: readonly string[];
}
