import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DEFAULT_RESOLVERS } from '../../core/resolvers';
import { AgentVantage } from '../agent-vantage';
import { Alerting } from '../alerting';
import { CheckWorker } from '../check-worker';
import { Dispatch, noteDomains } from '../dispatch';
import { allowServices } from '../encryption';
import type { HandlerContext } from '../handler-function';
import { HostedZones } from '../hosted-zones';
import type { AlarmPlace, Watched } from '../monitoring';
import { Alarms, ownRunbookUrl, createDashboard } from '../monitoring';
import { SmtpNetwork } from '../network';
import { Notification } from '../notification';
import { QueryApi } from '../query-api';
import { SelfCheck } from '../self-check';
import { Storage } from '../storage';
import { hasChannel, secretsOf } from './channels';
import { Measured } from './measured';
import { writeOutputs } from './outputs';
import type { MtaStsWatchProps } from './props';
import { settingsOf } from './settings';

/** A monitor of MTA-STS, TLSRPT and MX certificates: schedules, workers, table, alerts, and alarms about itself. */
export class MtaStsWatch extends Measured {
  /** All state, history and alerts. */
  readonly table: ITableV2;
  /** Alerts about mail, for more subscriptions. */
  readonly alertTopic: ITopic;
  /** Alarms about the monitor itself. */
  readonly alarmTopic: ITopic;
  /** Starts a run: `{"schedule": "domains", "time": "2026-01-01T00:00:00Z", "by": "hand"}`. */
  readonly dispatchFunction: IFunction;
  readonly monitorName: string;
  protected readonly alarmsByName: ReadonlyMap<string, Alarm>;
  /** Of CloudWatch; not set with `cloudWatchDashboard: false`. */
  readonly dashboard?: Dashboard;
  readonly alerting: Alerting;
  readonly storage: Storage;
  readonly dispatch: Dispatch;
  readonly notification: Notification;
  readonly selfCheck: SelfCheck;
  readonly domainWorker: CheckWorker;
  /** With `smtpVantage: 'none'` it looks at the MX hosts' addresses alone; with `agent` it is the way to the agents. */
  readonly mxHostWorker: CheckWorker | AgentVantage;
  /** Set with `smtpVantage: 'agent'`. */
  readonly agents?: AgentVantage;
  /** Set with `smtpVantage: 'vpc'`. */
  readonly network?: SmtpNetwork;
  /** Set with `route53`. */
  readonly hostedZones?: HostedZones;
  /** Set with `queryApi: true`. */
  readonly queryApi?: QueryApi;
  /** Where alarms about parts of this monitor ring. */
  readonly alarmPlace: AlarmPlace;
  /** What functions that belong to this monitor share. */
  readonly handlerContext: HandlerContext;

  constructor(scope: Construct, id: string, props: MtaStsWatchProps = {}) {
    super(scope, id);
    const other = Stack.of(this)
      .node.findAll()
      .find((construct) => construct instanceof MtaStsWatch && construct !== this);
    if (other !== undefined)
      throw new Error(
        `${this.node.path}: the stack has a monitor already, ${other.node.path}. Give this one a stack of its own: the command line finds a monitor by its stack.`,
      );
    const settings = settingsOf(props);
    const monitorName = (this.monitorName =
      props.monitorName ?? [Stack.of(this).stackName, ...(id === 'Monitor' ? [] : [id])].join('-'));
    const logRetention = props.logRetention ?? RetentionDays.ONE_MONTH;
    const { encryptionKey } = props;
    const context = (this.handlerContext = {
      monitorName,
      settings: settings.handlers,
      logRetention,
      encryptionKey,
      metrics: props.metrics,
    });
    if (encryptionKey !== undefined) allowServices(this, encryptionKey);

    this.storage = new Storage(this, 'Storage', {
      removalPolicy: props.tableRemovalPolicy ?? RemovalPolicy.RETAIN,
      deletionProtection: props.tableDeletionProtection,
      encryptionKey,
      ...(props.table !== undefined && { table: props.table }),
    });
    this.alerting = new Alerting(this, 'Alerting', {
      monitorName,
      encryptionKey,
      displayName: monitorName,
      emails: props.alertEmails ?? [],
      alarmEmails: props.alarmEmails ?? props.alertEmails ?? [],
      ...(props.alertTopic !== undefined && { topic: props.alertTopic }),
      ...(props.alarmTopic !== undefined && { alarmTopic: props.alarmTopic }),
      ...secretsOf(props),
      ...(props.chat !== undefined && { chat: props.chat }),
    });
    this.domainWorker = new CheckWorker(this, 'DomainWorker', {
      context,
      type: 'domain',
      storage: this.storage,
      maxConcurrency: props.maxWorkers?.domains ?? 5,
    });
    if (settings.handlers.smtpVantage === 'vpc') {
      const { smtpPort, resolvers = DEFAULT_RESOLVERS } = settings.handlers.check;
      this.network = new SmtpNetwork(this, 'Network', {
        logRetention,
        encryptionKey,
        allocationId: props.vantageAllocationId,
        smtpPort,
        resolvers,
        ...(props.vpc !== undefined && { vpc: props.vpc }),
      });
    } else if (props.vantageAllocationId !== undefined) {
      throw new Error(
        "vantageAllocationId: an Elastic IP address is used only with smtpVantage: 'vpc'. Set smtpVantage: 'vpc', or leave out vantageAllocationId.",
      );
    } else if (props.vpc !== undefined) {
      throw new Error("vpc: a VPC serves smtpVantage: 'vpc' alone. Write smtpVantage: 'vpc', or leave vpc out.");
    }
    const maxConcurrency = props.maxWorkers?.mxHosts ?? 2;
    if (settings.handlers.smtpVantage === 'agent')
      this.agents = new AgentVantage(this, 'Agents', {
        context,
        storage: this.storage,
        maxConcurrency,
        every: Duration.millis(settings.handlers.schedule.mxHosts),
      });
    this.mxHostWorker =
      this.agents ??
      new CheckWorker(this, 'MxHostWorker', {
        context,
        type: 'mx-host',
        storage: this.storage,
        maxConcurrency,
        ...(this.network !== undefined && { network: this.network }),
      });
    this.dispatch = new Dispatch(this, 'Dispatch', {
      context,
      storage: this.storage,
      domains: settings.domains,
      domainWorker: this.domainWorker,
      mxHostWorker: this.mxHostWorker,
    });
    const deliverEvery = props.deliverEvery ?? Duration.minutes(1);
    this.notification = new Notification(this, 'Notification', {
      context,
      storage: this.storage,
      alerting: this.alerting,
      deliverEvery,
    });
    const { route53 } = settings.handlers;
    if (route53 !== undefined)
      this.hostedZones = new HostedZones(this, 'HostedZones', {
        context,
        storage: this.storage,
        zones: route53,
        deadLetters: this.notification.scheduleDeadLetters,
      });
    this.selfCheck = new SelfCheck(this, 'SelfCheck', {
      context,
      storage: this.storage,
      alerting: this.alerting,
      deadLetters: this.notification.scheduleDeadLetters,
    });
    if (props.queryApi === true) this.queryApi = new QueryApi(this, 'QueryApi', { context, storage: this.storage });

    this.table = this.storage.table;
    this.alertTopic = this.alerting.topic;
    this.alarmTopic = this.alerting.alarmTopic;
    this.dispatchFunction = this.dispatch.handler.function;
    this.noteSilence(props);
    this.noteEmptyList(props);
    noteDomains(this, settings.domains);
    const watched = this.watched(monitorName, settings.handlers.schedule, deliverEvery, props);
    this.alarmsByName = new Alarms(this, 'Alarms', watched).byName;
    this.alarmPlace = watched;
    if (props.cloudWatchDashboard !== false) this.dashboard = createDashboard(this, 'Dashboard', watched, this.alarms);
    writeOutputs(this);
  }

  /** Reading states, history and alerts: what `mta-sts-watch --stack NAME status` needs, beside `cloudformation:DescribeStacks`. */
  grantRead(grantee: IGrantable): Grant {
    return this.storage.grantRead(grantee);
  }

  /** Adding and removing domains. */
  grantManageDomains(grantee: IGrantable): Grant {
    return this.storage.grantReadWrite(grantee);
  }

  /**
   * Asking the query API.
   * @throws Error without `queryApi: true`
   */
  grantQuery(grantee: IGrantable): Grant {
    if (this.queryApi === undefined)
      throw new Error('grantQuery: this monitor has no query API. Write queryApi: true.');
    return this.queryApi.grantQuery(grantee);
  }

  /** Starting a run now. */
  grantRun(grantee: IGrantable): Grant {
    return this.dispatch.grantRun(grantee);
  }

  private watched(
    monitorName: string,
    schedule: { readonly domains: number; readonly mxHosts: number },
    deliverEvery: Duration,
    props: MtaStsWatchProps,
  ): Watched {
    const runbookUrl = props.runbookUrl ?? ownRunbookUrl();
    return {
      monitorName,
      alarmTopic: this.alarmTopic,
      alertTopic: this.alertTopic,
      table: this.table,
      schedules: [
        { name: 'domains', every: Duration.millis(schedule.domains) },
        { name: 'mx-hosts', every: Duration.millis(schedule.mxHosts) },
      ],
      workers: {
        DomainQueue: { queue: this.domainWorker.queue, schedule: 'domains' },
        MxHostQueue: { queue: this.mxHostWorker.queue, schedule: 'mx-hosts' },
        ...(this.agents !== undefined && { AgentResults: { queue: this.agents.results, schedule: 'mx-hosts' } }),
      },
      deadLetters: {
        Domain: this.domainWorker.queue.deadLetters,
        MxHost: this.mxHostWorker.queue.deadLetters,
        ...(this.agents !== undefined && { AgentResults: this.agents.results.deadLetters }),
        Dispatch: this.dispatch.deadLetters,
        Stream: this.notification.streamDeadLetters,
        Schedule: this.notification.scheduleDeadLetters,
      },
      functions: {
        Dispatch: this.dispatch.handler,
        CheckDomain: this.domainWorker.handler,
        [this.agents === undefined ? 'CheckMx' : 'AgentResults']: this.mxHostWorker.handler,
        Publish: this.notification.publish,
        Notify: this.notification.notify,
        SelfCheck: this.selfCheck.handler,
        ...(this.hostedZones !== undefined && { HostedZones: this.hostedZones.handler }),
        ...(this.queryApi !== undefined && { Query: this.queryApi.handler }),
      },
      deliverEvery,
      hasAgents: this.agents !== undefined,
      hasSubscriptions: this.alerting.subscriptions.length > 0,
      unknownSharePercent: props.unknownSharePercent ?? 20,
      metrics: props.metrics ?? 'few',
      ...(props.alarms !== undefined && { alarms: props.alarms }),
      ...(runbookUrl !== undefined && { runbookUrl }),
    };
  }

  /** A monitor that watches nothing looks well. */
  private noteEmptyList({ domains = [], route53, domainsAddedByHand = false }: MtaStsWatchProps): void {
    if (domains.length > 0 || route53 !== undefined || domainsAddedByHand) return;
    Annotations.of(this).addError(
      'domains: no domain is listed, and there is no route53, so nothing would be watched. List the domains, set route53, or set domainsAddedByHand: true if they are added with "mta-sts-watch --stack NAME domains add".',
    );
  }

  /** A monitor that tells nobody looks well. */
  private noteSilence(props: MtaStsWatchProps): void {
    if ((props.alertEmails ?? []).length > 0 || hasChannel(props)) return;
    Annotations.of(this).addInfoV2(
      'mta-sts-watch:nobody-is-told',
      'No e-mail address, Slack channel or webhook is set: alerts and alarms go to SNS topics to which nobody is subscribed yet.',
    );
  }
}
