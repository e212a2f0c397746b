import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { Alarm, IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmStatusWidget, Dashboard, GraphWidget, SingleValueWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { VERDICTS } from '../../core/model';
import { METRICS, verdictMetric } from '../../contract/metrics';
import { SELF_CHECK_EVERY } from '../self-check';
import { watchMetric } from './metrics';
import { runbookMarkdown } from './runbook';
import type { Watched } from './watched';

const WIDTH = 24;
const HOUR = Duration.hours(1);

/** The monitor at a glance: is it well, how do the domains stand, what expires, what was not seen, what costs. */
export function createDashboard(scope: Construct, id: string, watched: Watched, alarms: readonly Alarm[]): Dashboard {
  const { monitorName, schedules } = watched;
  if (!Token.isUnresolved(monitorName) && !/^[\w-]+$/.test(monitorName))
    throw new Error(
      `monitorName: ${monitorName} cannot be the name of a CloudWatch dashboard. Use only letters, digits, hyphens and underscores.`,
    );
  const own = (name: string, statistic: string, label: string) =>
    watchMetric(monitorName, name, { statistic, period: SELF_CHECK_EVERY }).with({ label });
  const bySchedule = (name: string, statistic: string, period = HOUR): IMetric[] =>
    schedules.map((schedule) =>
      watchMetric(monitorName, name, { statistic, period, schedule: schedule.name }).with({ label: schedule.name }),
    );
  const graph = (title: string, left: IMetric[], width = WIDTH / 3, right: IMetric[] = []) =>
    new GraphWidget({ title, left, right, width, height: 6, leftYAxis: { min: 0 } });
  const functions = Object.values(watched.functions);
  const ifAll = (metric: () => IMetric): IMetric[] => (watched.metrics === 'all' ? [metric()] : []);

  const openAlerts = own(METRICS.alertsOpen, 'max', 'open');
  const unknown = graph('Unknown, percent', bySchedule(METRICS.unknownShare, 'max', SELF_CHECK_EVERY));
  const verdictRows = (): IWidget[][] => [
    [
      new SingleValueWidget({
        title: 'Domains by verdict',
        metrics: VERDICTS.map((verdict) => own(verdictMetric(verdict), 'max', verdict)),
        width: (WIDTH * 2) / 3,
        height: 4,
      }),
      new SingleValueWidget({
        title: 'Open alerts',
        metrics: [openAlerts, own(METRICS.alertsExpiring, 'max', 'expiring soon')],
        width: WIDTH / 3,
        height: 4,
      }),
    ],
    [
      graph(
        'Verdicts',
        VERDICTS.map((verdict) => own(verdictMetric(verdict), 'max', verdict)),
      ),
      graph('Expiring certificates', [own(METRICS.alertsExpiring, 'max', 'expiring soon')]),
      unknown,
    ],
    [
      graph('Runs finished', bySchedule(METRICS.runDuration, 'SampleCount')),
      graph('Duration of a run, seconds', bySchedule(METRICS.runDuration, 'max')),
      graph('Targets looked at', bySchedule(METRICS.targetsDone, 'sum')),
    ],
  ];
  const rows: IWidget[][] = [
    ...(alarms.length === 0
      ? []
      : [[new AlarmStatusWidget({ title: 'Is the monitor well?', alarms: [...alarms], width: WIDTH, height: 4 })]]),
    ...(watched.metrics === 'all' ? verdictRows() : [[graph('Open alerts', [openAlerts]), unknown]]),
    [
      graph(
        'Waiting in the queues',
        Object.values(watched.workers).map((worker) =>
          worker.queue.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'max' }),
        ),
      ),
      graph(
        'Dead letters',
        Object.values(watched.deadLetters).map((queue) =>
          queue.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'max', label: queue.what }),
        ),
      ),
      graph('Channels behind, and alerts sent', [
        own(METRICS.channelsBehind, 'max', 'channels behind'),
        ...ifAll(() => own(METRICS.alertsTold, 'sum', 'alerts sent')),
      ]),
    ],
    ...(watched.hasAgents
      ? [
          [
            graph(
              'Agents',
              [...ifAll(() => own(METRICS.agentsHeard, 'min', 'heard')), own(METRICS.agentsSilent, 'max', 'silent')],
              WIDTH / 3,
            ),
            ...agentQueues(watched, graph),
          ],
        ]
      : []),
    [
      graph(
        'Cost: Lambda, milliseconds',
        functions.map((handler) => handler.function.metricDuration({ statistic: 'sum', period: HOUR })),
      ),
      graph(
        'Cost: table, request units',
        ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits'].map((name) =>
          watched.table.metric(name, { statistic: 'sum', period: HOUR }),
        ),
      ),
      graph(
        'Function errors',
        functions.map((handler) => handler.function.metricErrors({ period: HOUR })),
      ),
    ],
  ];
  rows.push([
    new TextWidget({
      markdown: runbookMarkdown(Stack.of(scope).stackName, watched.runbookUrl),
      width: WIDTH,
      height: 20,
    }),
  ]);
  return new Dashboard(scope, id, {
    // Dashboards are shared by the regions of an account.
    dashboardName: `${monitorName}-${Stack.of(scope).region}`,
    widgets: rows,
    defaultInterval: Duration.days(2),
  });
}

/** How old the work of agents is on its two ways. */
const agentQueues = ({ workers }: Watched, graph: (title: string, left: IMetric[]) => IWidget): IWidget[] =>
  [
    { title: 'Oldest job that waits for an agent, seconds', worker: workers.MxHostQueue },
    { title: 'Oldest result that waits to be judged, seconds', worker: workers.AgentResults },
  ].map(({ title, worker }) =>
    graph(
      title,
      worker === undefined ? [] : [worker.queue.queue.metricApproximateAgeOfOldestMessage({ statistic: 'max' })],
    ),
  );
