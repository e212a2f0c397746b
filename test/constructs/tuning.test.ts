import { Template } from 'aws-cdk-lib/assertions';
import type { AlarmTuning, MtaStsWatchProps } from '../../lib/constructs';
import { HostedDashboard, propsFromConfig } from '../../lib/constructs';
import { parseConfig } from '../../lib/config';
import { templateOf } from './hosted-dashboard/hosted';
import { LEAST, build, resources, strings, template } from './synthesised';

const names = (props: MtaStsWatchProps): string[] =>
  resources(props, 'AWS::CloudWatch::Alarm').map(([id]) => id.replace(/^MonitorAlarms|[0-9A-F]{8}$/g, ''));
const withAlarms = (alarms: AlarmTuning): MtaStsWatchProps => ({ ...LEAST, alarms });

describe('alarms', () => {
  test('by default, of the throttles the notifier alone has one: others show in queues and runs', () => {
    expect(names(LEAST).filter((name) => name.endsWith('Throttles'))).toEqual(['NotifyThrottles']);
  });

  test('are there or not by name, and ring at other values', () => {
    const { stack, monitor } = build(
      withAlarms({
        StreamLag: false,
        DispatchThrottles: true,
        DomainsCoverage: { threshold: 40, evaluationPeriods: 4 },
      }),
    );
    const made = Template.fromStack(stack);
    expect(() => monitor.alarm('StreamLag')).toThrow('There is no alarm StreamLag here. Use one of these: Domains');
    expect(monitor.alarms).toHaveLength(Object.keys(made.findResources('AWS::CloudWatch::Alarm')).length);
    made.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'UnknownShare',
      Threshold: 40,
      EvaluationPeriods: 4,
    });
    expect(stack.resolve(monitor.alarm('DispatchThrottles').alarmName)).toEqual({
      Ref: expect.stringMatching(/^MonitorAlarmsDispatchThrottles/) as string,
    });
  });

  test('may all be off; a name that there is not is an error', () => {
    expect(names(withAlarms(false))).toEqual([]);
    expect(() => build(withAlarms({ Nonsense: false }))).toThrow(
      /^alarms: there is no alarm Nonsense here\. Use one of/,
    );
  });

  test('the configuration says the same', () => {
    const parsed = parseConfig(
      'domains: [example.com]\naws: { alarms: { DomainsCoverage: 40, StreamLag: false }, metrics: all, cloudWatchDashboard: false }',
      'file.yaml',
    );
    if (!('config' in parsed)) throw new Error(JSON.stringify(parsed));
    expect(propsFromConfig(build(LEAST).stack, parsed.config, '.')).toMatchObject({
      alarms: { DomainsCoverage: { threshold: 40 }, StreamLag: false },
      metrics: 'all',
      cloudWatchDashboard: false,
    });
    expect(parseConfig('domains: [example.com]\naws: { alarms: some }', 'file.yaml')).toHaveProperty('problems');
  });

  test('one rings when the function of the hosted dashboard fails', () => {
    templateOf().hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Errors', Namespace: 'AWS/Lambda' });
    templateOf(() => ({ errorAlarm: false })).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('without alarms, there is none about the hosted dashboard either', () => {
    const { stack, monitor } = build(withAlarms(false));
    new HostedDashboard(stack, 'Dashboard', { monitor });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

test('few metrics are on the dashboard unless all are emitted, and there may be no dashboard', () => {
  const shown = (props: MtaStsWatchProps) => strings(resources(props, 'AWS::CloudWatch::Dashboard')).join('');
  expect(shown(LEAST)).not.toMatch(/Domains-protected|RunDuration|AlertsExpiring/);
  expect(shown({ ...LEAST, metrics: 'all' })).toMatch(/Domains-protected[^]*RunDuration/);
  template({ ...LEAST, cloudWatchDashboard: false }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('metrics for alarms and dashboards of your own', () => {
  const { monitor } = build(LEAST);
  for (const [metric, name] of [
    [monitor.metricOldestUnchecked('domains'), 'OldestUnchecked'],
    [monitor.metricUnknownShare('mx-hosts'), 'UnknownShare'],
    [monitor.metricRunsUnfinished('domains'), 'RunsUnfinished'],
    [monitor.metricRunDuration('domains'), 'RunDuration'],
    [monitor.metricTargetsDone('domains'), 'TargetsDone'],
    [monitor.metricChannelsBehind(), 'ChannelsBehind'],
    [monitor.metricAlertsOpen(), 'AlertsOpen'],
    [monitor.metricAlertsExpiring(), 'AlertsExpiring'],
    [monitor.metricDomains('undeliverable'), 'Domains-undeliverable'],
  ] as const)
    expect(metric).toMatchObject({ namespace: 'MtaStsWatch', metricName: name, dimensions: { service: 'Mail' } });
});
