import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SecretProps } from '../../config/channels';
import type { ZoneRole } from '../../config/route53';
import type { ExpiryThreshold } from '../../core/certificate/expiry';
import type { Severity } from '../../core/model';
import type { MetricsLevel } from '../../contract/metrics';
import type { SmtpVantage } from '../../contract/settings';
import type { ChatProps } from '../alerting';
import type { AlarmTuning } from '../monitoring';
import type { CheckProps } from './check-props';

/** @deprecated Import `CheckProps`. */
export type LookProps = CheckProps;

/** Which alerts are told, and when. */
export interface AlertProps {
  /**
   * What is less severe is kept in the history and told to nobody.
   * @default 'warning'
   */
  readonly minimumSeverity?: Severity;
  /**
   * Checks in a row that must show a fault of the network before it is alerted.
   * @default 3
   */
  readonly confirmChecks?: number;
  /** @deprecated Write `confirmChecks`. */
  readonly confirmLooks?: number;
  /**
   * An alert that is still open is told again after this long.
   * @default Duration.days(7)
   */
  readonly remindAfter?: Duration;
}

/** How long the history is kept; days at least. */
export interface RetentionProps {
  /**
   * Each single look.
   * @default Duration.days(90)
   */
  readonly checks?: Duration;
  /**
   * Changes, and the policies and certificates that they refer to.
   * @default Duration.days(730)
   */
  readonly events?: Duration;
  /**
   * The counts of each run.
   * @default Duration.days(90)
   */
  readonly runs?: Duration;
  /**
   * An alert, after its end.
   * @default Duration.days(730)
   */
  readonly alerts?: Duration;
}

/** Domains from hosted zones of Route 53; the same keys as in the configuration file. */
export interface Route53Props {
  /**
   * How often the zones are read; whole minutes.
   * @default Duration.hours(1)
   */
  readonly every?: Duration;
  /**
   * Whether the zones of the stack's own account are read.
   * @default true
   */
  readonly ownAccount?: boolean;
  /**
   * Roles of further accounts (docs/route53.md).
   * @default - none
   */
  readonly accounts?: readonly ZoneRole[];
  /**
   * Which of the mail domains found are watched; `*` stands for any characters.
   * @default - all
   */
  readonly include?: readonly string[];
  /**
   * Which of them are not, whatever `include` says.
   * @default - none
   */
  readonly exclude?: readonly string[];
  /**
   * Where a TLSRPT record that is written by `repair` has reports sent to: `mailto:` and `https:` URIs.
   * @default - the addresses that the faulty records name; a missing record is not written
   */
  readonly reportsTo?: readonly string[];
  /**
   * Kinds of faults that the monitor mends in the zones by itself, and tells then (docs/route53.md). Only with these may
   * the stack write to a zone.
   * @default - none: nothing is ever changed
   */
  readonly repair?: readonly string[];
}

export interface MtaStsWatchProps extends SecretProps<ISecret> {
  /**
   * Policy domains to watch. They are added to the directory of watched domains, and taken off it when they leave this
   * list; domains added by the command line are left alone.
   * @default - none: add them by `mta-sts-watch --stack NAME domains add`
   */
  readonly domains?: readonly string[];
  /**
   * Whether domains are added by the command line: without it, a monitor with neither `domains` nor `route53` is an error
   * at synthesis, because it would watch nothing.
   * @default false
   */
  readonly domainsAddedByHand?: boolean;
  /**
   * Confirms that held domains are removed, by the code that `mta-sts-watch --stack NAME status` prints: more than 10
   * names, and more than 20% of their list or of the hosted zones, that leave at once are checked on until then. It stands
   * for these names alone, so it may stay.
   * @default - held domains stay watched
   */
  readonly confirmRemovals?: string;
  /**
   * Who gets the alerts by e-mail; each address must confirm its subscription.
   * @default - nobody
   */
  readonly alertEmails?: readonly string[];
  /**
   * Who gets the alarms about the monitor itself by e-mail.
   * @default - the same as `alertEmails`
   */
  readonly alarmEmails?: readonly string[];
  /**
   * An SNS topic for the alerts that is there already.
   * @default - a new one
   */
  readonly alertTopic?: ITopic;
  /**
   * An SNS topic for the alarms that is there already; CloudWatch must be allowed to publish to it.
   * @default - a new one
   */
  readonly alarmTopic?: ITopic;
  /**
   * Alerts and alarms to a Slack channel by Amazon Q Developer in chat applications.
   * @default - not used
   */
  readonly chat?: ChatProps;
  /**
   * How often each domain is looked at; whole minutes.
   * @default Duration.hours(1)
   */
  readonly checkDomainsEvery?: Duration;
  /**
   * How often each MX host is looked at; whole minutes.
   * @default Duration.hours(1)
   */
  readonly checkMxHostsEvery?: Duration;
  /**
   * How often what waits is told; whole minutes.
   * @default Duration.minutes(1)
   */
  readonly deliverEvery?: Duration;
  /**
   * Where MX hosts are looked at from. `none`: nowhere; their addresses are looked at, and they are
   * shown as not observed. `vpc`: from a VPC with a fixed address, for which AWS must open port 25 (docs/deploy.md).
   * `agent`: by agents on machines with port 25 open (docs/agent.md).
   * @default 'none'
   */
  readonly smtpVantage?: SmtpVantage;
  /**
   * A VPC with a way out for port 25, for `smtpVantage: 'vpc'`.
   * @default - a new one with one NAT gateway
   */
  readonly vpc?: IVpc;
  /**
   * The allocation id of an Elastic IP address for `smtpVantage: 'vpc'`, `eipalloc-…`: the one that an earlier deployment
   * left, for which port 25 is open. Not together with `vpc`.
   * @default - a new address, which is retained when the stack goes
   */
  readonly vantageAllocationId?: string;
  /**
   * Domains found in hosted zones of Route 53 are watched beside those of `domains`.
   * @default - no zones are read
   */
  readonly route53?: Route53Props;
  /** @default - as each of its keys says */
  readonly check?: CheckProps;
  /** @deprecated Write `check`. */
  readonly look?: CheckProps;
  /** @default - as each of its keys says */
  readonly alerts?: AlertProps;
  /**
   * When a certificate counts as expiring, such as `21d/25%`: less left than so many days, and than such a share of its
   * lifetime.
   * @default - 21d/25%, 7d/10%, 2d/5%
   */
  readonly expiryThresholds?: readonly (string | ExpiryThreshold)[];
  /** @default - as each of its keys says */
  readonly retention?: RetentionProps;
  /**
   * Whether there is a query API: a function URL that answers whom IAM allows, and reads alone (docs/query.md).
   * @default false
   */
  readonly queryApi?: boolean;
  /**
   * A table of an earlier deployment, with its stream (TableV2.fromTableAttributes).
   * @default - a new one
   */
  readonly table?: ITableV2;
  /**
   * What becomes of a new table when the stack goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * Whether DynamoDB refuses to delete a new table. It does not stop `cdk destroy`, which leaves such a table alone.
   * @default true, and false with `tableRemovalPolicy: RemovalPolicy.DESTROY`
   */
  readonly tableDeletionProtection?: boolean;
  /**
   * A customer-managed KMS key for what is made here: table, topics, queues, log groups and secrets. A key of the same
   * app gets the statements that CloudWatch needs; an imported key must have them (docs/deploy.md). A table, topic or
   * secret that is passed in brings its own.
   * @default - the services manage the keys
   */
  readonly encryptionKey?: IKey;
  /**
   * How long logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Workers of each kind at the same time, from 2 to 1000.
   * @default 5 for domains, 2 for MX hosts
   */
  readonly maxWorkers?: { readonly domains?: number; readonly mxHosts?: number };
  /**
   * The coverage alarm rings when more than this percentage of a run's targets could not be looked at.
   * @default 20
   */
  readonly unknownSharePercent?: number;
  /**
   * The alarms about the monitor itself: `false` for none, or by name (docs/deploy.md) `false`, `true` for one that is not
   * made by default, or other values, such as `{ DomainsCoverage: { threshold: 40 }, DispatchThrottles: true }`. Each
   * costs $0.10 a month.
   * @default - all but the throttles of functions other than the notifier
   */
  readonly alarms?: AlarmTuning;
  /**
   * Which custom metrics are emitted; each costs $0.30 a month. `few`: those that alarms read, and open alerts. `all`:
   * also domains by verdict, runs, expiries and deliveries.
   * @default 'few'
   */
  readonly metrics?: MetricsLevel;
  /**
   * Whether there is a CloudWatch dashboard. The first three of an account are free.
   * @default true
   */
  readonly cloudWatchDashboard?: boolean;
  /**
   * Where the runbook is that the alarms link to, `https://…`. Their descriptions have the steps anyway.
   * @default - docs/runbook.md in the `repository` of the package; without one, no link
   */
  readonly runbookUrl?: string;
  /**
   * The monitor's name: dimension of its metrics, name of its dashboard, and in its e-mails.
   * @default - the name of the stack and, unless it is `Monitor`, the construct's id
   */
  readonly monitorName?: string;
}
