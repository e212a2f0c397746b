import type { AlertRules, CheckSettings, Config } from '../config';
import type { ChannelName } from '../config/channels';

export type { CheckSettings };

/** Where MX hosts are looked at from: port 25 is closed to Lambda functions outside a VPC. */
export const SMTP_VANTAGES = ['none', 'vpc', 'agent'] as const;
export type SmtpVantage = (typeof SMTP_VANTAGES)[number];

/** What a deployment's handlers need of its configuration; plain JSON, without any secret. */
export interface HandlerSettings {
  readonly check: Omit<CheckSettings, 'canaries' | 'ca'> & {
    /** MX hosts that tell whether port 25 works from where MX hosts are looked at. */
    readonly canaries: readonly string[];
    /** PEM texts. */
    readonly ca: readonly string[];
  };
  readonly alerts: AlertRules;
  readonly expiryThresholds: Config['expiryThresholds'];
  readonly retention: Config['retention'];
  /** Milliseconds between runs. */
  readonly schedule: Config['schedule'];
  /** Set when domains are found in hosted zones. */
  readonly route53?: NonNullable<Config['route53']>;
  /** Confirms the removal of held domains. */
  readonly confirmRemovals?: string;
  readonly smtpVantage: SmtpVantage;
  /** The channels that alerts are sent to. */
  readonly channels: readonly ChannelName[];
}
