import { emit, emitRun } from '../../lambdas/shared/telemetry';
import { ENVIRONMENT } from '../../lib/contract/environment';
import { METRICS, METRIC_NAMESPACE } from '../../lib/contract/metrics';
import { LEAST, resources } from '../constructs/synthesised';

/** A document of CloudWatch's embedded metric format. */
interface Embedded {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** What is written to the log meanwhile, document by document. */
function written(work: () => void): Embedded[] {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as Embedded).filter((document) => '_aws' in document);
}

/** As CloudWatch files it, whatever the order of the dimensions. */
const filedAs = (
  namespace: string,
  name: string,
  dimensions: readonly (readonly [name: string, value: unknown])[],
): string =>
  [namespace, name, ...dimensions.map(([dimension, value]) => `${dimension}=${String(value)}`).sort()].join(' ');

const filed = (documents: readonly Embedded[]): string[] =>
  documents.flatMap((document) =>
    document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.map((names) =>
          filedAs(
            Namespace,
            Name,
            names.map((name) => [name, document[name]]),
          ),
        ),
      ),
    ),
  );

beforeEach(() => {
  process.env[ENVIRONMENT.monitor] = 'Mail';
});
afterEach(() => {
  delete process.env[ENVIRONMENT.monitor];
  delete process.env[ENVIRONMENT.metrics];
});

test('what the alarms read is what the handlers emit: namespace, name and dimensions', () => {
  const emitted = filed(
    written(() => {
      for (const schedule of ['domains', 'mx-hosts'] as const)
        emit(
          {
            [METRICS.oldestUnchecked]: [1, 'Seconds'],
            [METRICS.runsUnfinished]: 1,
            [METRICS.unknownShare]: [1, 'Percent'],
          },
          schedule,
        );
      emit({ [METRICS.channelsBehind]: 1, [METRICS.itemsUnreadable]: 1, [METRICS.deadSubscriptions]: 1 });
    }),
  );
  const read = resources({ ...LEAST, alertEmails: ['ops@example.com'] }, 'AWS::CloudWatch::Alarm')
    .map(
      ([, { Properties }]) =>
        Properties as { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] },
    )
    .filter(({ Namespace }) => Namespace === METRIC_NAMESPACE)
    .map(({ Namespace, MetricName, Dimensions }) =>
      filedAs(
        Namespace,
        MetricName,
        Dimensions.map(({ Name, Value }) => [Name, Value]),
      ),
    );
  expect(read).toHaveLength(9);
  expect(read.sort()).toEqual(emitted.sort());
});

test('a finished run is counted under its schedule, one by hand as well', () => {
  process.env[ENVIRONMENT.metrics] = 'all';
  const run = { startedAt: 1_000, finishedAt: 61_000, planned: 3, done: 3, unknown: 0, failed: 0 };
  const documents = written(() => {
    emitRun({ ...run, id: 'domains@2026-01-01T00:00:00Z' });
    emitRun({ ...run, id: 'mx-hosts-by-hand@2026-01-01T00:00:00Z' });
  });
  expect(documents).toMatchObject([
    { service: 'Mail', schedule: 'domains', TargetsDone: 3, RunDuration: 60 },
    { service: 'Mail', schedule: 'mx-hosts', TargetsDone: 3, RunDuration: 60 },
  ]);
});

test('nothing to say is no document', () => {
  expect(written(() => emit({}))).toEqual([]);
});

test('few metrics are emitted unless all are asked for', () => {
  const emitAll = () =>
    written(() => {
      emit({ 'Domains-protected': 1, [METRICS.alertsOpen]: 2, [METRICS.alertsExpiring]: 1 });
      emit({ [METRICS.alertsTold]: 1 });
    });
  const few = emitAll();
  expect(few).toMatchObject([{ AlertsOpen: 2 }]);
  for (const name of ['Domains-protected', 'AlertsExpiring', 'AlertsTold']) expect(few[0]).not.toHaveProperty([name]);
  process.env[ENVIRONMENT.metrics] = 'all';
  expect(emitAll()).toMatchObject([{ 'Domains-protected': 1, AlertsOpen: 2, AlertsExpiring: 1 }, { AlertsTold: 1 }]);
});
