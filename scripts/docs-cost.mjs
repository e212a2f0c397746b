// Writes docs/cost.md: the resources of the template, the loads that were measured, and list prices make the bill.
// npm run docs:cost; with --check it fails when the file is not what it would write.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { App, Stack } = require('aws-cdk-lib');
const { MtaStsWatch } = require(join(root, 'dist/lib/constructs'));
const { prices, loads } = JSON.parse(readFileSync(join(root, 'scripts/cost-assumptions.json'), 'utf8'));
const { TARGETS_PER_MESSAGE } = require(join(root, 'dist/lib/contract/queue'));

const { VERDICTS } = require(join(root, 'dist/lib/core/model'));

const HOURS = 730;
const of = ({ value }) => value;
const price = Object.fromEntries(Object.entries(prices.items).map(([name, item]) => [name, of(item)]));
const load = Object.fromEntries(Object.entries(loads).map(([name, item]) => [name, of(item)]));
const measured = JSON.parse(readFileSync(join(root, 'bench', 'measured.json'), 'utf8'));

/** Seconds of an invocation for one of many targets: its share of the waiting, of the table, and its own CPU. */
const secondsPerTarget = (gigabytes) =>
  load.secondsAlone / load.checksAtOnce +
  load.tableSecondsPerTarget +
  measured.cpuMsPerCheck / 1000 / Math.min(1, gigabytes * load.coresPerGigabyte);

/** What the stack consists of, and how its functions are made. */
function stack(smtpVantage) {
  const outdir = mkdtempSync(join(tmpdir(), 'mta-sts-watch-cost-'));
  const app = new App({ outdir });
  new MtaStsWatch(new Stack(app, 'Cost'), 'Monitor', {
    domains: ['example.com'],
    alertEmails: ['ops@example.com'],
    slackWebhook: true,
    smtpVantage,
  });
  const { Resources } = app.synth().getStackByName('Cost').template;
  rmSync(outdir, { recursive: true });
  const all = Object.entries(Resources);
  const count = (type) => all.filter(([, resource]) => resource.Type === type).length;
  const memory = (handler) =>
    all.find(([id, resource]) => resource.Type === 'AWS::Lambda::Function' && id.includes(handler))?.[1].Properties
      .MemorySize / 1024;
  const batch = Object.fromEntries(
    ['DomainWorker', 'MxHostWorker'].map((worker) => [
      worker,
      all.find(([id, resource]) => resource.Type === 'AWS::Lambda::EventSourceMapping' && id.includes(worker))?.[1]
        .Properties.BatchSize,
    ]),
  );
  return { count, memory, batch };
}

/** Dollars a month, by what they are for. */
function bill(domains, runsADay, smtpVantage) {
  const { count, memory, batch } = stack(smtpVantage);
  const runs = (runsADay * 365) / 12;
  const mxHosts = Math.ceil(Math.min(domains * load.mxHostsPerDomainFew, load.mxHostsMost));
  const checks = (domains + mxHosts) * runs;
  const messages =
    (Math.ceil(domains / TARGETS_PER_MESSAGE.domain) + Math.ceil(mxHosts / TARGETS_PER_MESSAGE['mx-host'])) * runs;
  const workers = [
    [
      Math.ceil(domains / (TARGETS_PER_MESSAGE.domain * batch.DomainWorker)),
      memory('DomainWorker'),
      Math.min(domains, TARGETS_PER_MESSAGE.domain * batch.DomainWorker),
    ],
    [
      Math.ceil(mxHosts / (TARGETS_PER_MESSAGE['mx-host'] * batch.MxHostWorker)),
      memory('MxHostWorker'),
      Math.min(mxHosts, TARGETS_PER_MESSAGE['mx-host'] * batch.MxHostWorker),
    ],
  ];
  const seconds = (targets, gigabytes) => load.secondsPerInvocation + targets * secondsPerTarget(gigabytes);
  const minutely = HOURS * 60;
  const quarterly = HOURS * 4;
  const invocations = workers.reduce((sum, [number]) => sum + number, 0) * runs + 2 * runs + minutely + quarterly;
  const gigabyteSeconds =
    workers.reduce(
      (sum, [number, gigabytes, targets]) => sum + number * runs * gigabytes * seconds(targets, gigabytes),
      0,
    ) +
    2 * runs * memory('Dispatch') * (1 + domains * load.dispatchSecondsPerDomain) +
    minutely * memory('NotificationNotify') * load.notifySeconds +
    quarterly * memory('SelfCheck') * (0.5 + domains * load.dispatchSecondsPerDomain);
  const changes = checks * load.changesPerCheck;
  const writes = checks * load.writesPerCheck + changes * load.writesPerChange;
  const reads =
    checks * load.readsPerCheck + (minutely * load.readsPerMinute + quarterly * domains * load.readsPerListedDomain);
  const gigabytes =
    (checks * (load.retentionDays / 30.4) * load.bytesPerCheck + (domains + mxHosts) * load.bytesPerState) / 1024 ** 3;
  const metrics = 2 * load.metricsPerSchedule + load.metricsOfTheMonitor;
  return {
    Lambda: invocations * price.lambdaRequest + gigabyteSeconds * price.lambdaGigabyteSecond,
    DynamoDB:
      writes * price.dynamodbWrite +
      reads * price.dynamodbRead +
      gigabytes * (price.dynamodbGigabyte + price.dynamodbPitrGigabyte),
    'SQS, SNS, Scheduler':
      messages * 3 * price.sqsRequest +
      load.sqsPollsPerQueueMonth * workers.length * price.sqsRequest +
      1000 * price.snsEmail +
      (runs + minutely + quarterly) * price.schedulerInvocation,
    'CloudWatch: alarms, metrics, logs':
      count('AWS::CloudWatch::Alarm') * price.alarm +
      metrics * price.metric +
      count('AWS::CloudWatch::Dashboard') * price.dashboard +
      ((invocations * load.logBytesPerInvocation) / 1024 ** 3) * price.logGigabyte,
    'Secrets Manager': count('AWS::SecretsManager::Secret') * price.secret,
    'VPC: NAT gateway, address':
      count('AWS::EC2::NatGateway') * HOURS * (price.natHour + price.addressHour) +
      (smtpVantage === 'vpc' ? ((mxHosts * runs * load.bytesPerMxCheck) / 1024 ** 3) * price.natGigabyte : 0),
  };
}

const SIZES = [20, 1_000, 35_000];
const RATES = [
  ['hourly', 24],
  ['daily', 1],
];
const sum = (parts) => Object.values(parts).reduce((total, part) => total + part, 0);
const dollars = (amount) =>
  amount < 0.005 ? '0' : amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en');
const number = (value) => value.toLocaleString('en', { maximumSignificantDigits: 6 });

function table(vantage) {
  const bills = SIZES.flatMap((domains) => RATES.map(([, runs]) => bill(domains, runs, vantage)));
  const heads = SIZES.flatMap((domains) => RATES.map(([name]) => `${number(domains)}, ${name}`));
  const row = (name, amounts) => `| ${name} | ${amounts.map(dollars).join(' | ')} |`;
  return [
    `| dollars a month | ${heads.join(' | ')} |`,
    `| --- | ${heads.map(() => '---:').join(' | ')} |`,
    ...Object.keys(bills[0])
      .filter((name) => bills.some((parts) => parts[name] > 0))
      .map((name) =>
        row(
          name,
          bills.map((parts) => parts[name]),
        ),
      ),
    `| **together** | ${bills.map((parts) => `**${dollars(sum(parts))}**`).join(' | ')} |`,
  ].join('\n');
}

const alarms = (vantage) => stack(vantage).count('AWS::CloudWatch::Alarm');
/** Custom metrics that always have a value: those of `all` add two a schedule, one a verdict, and the expiries. */
const metricsOf = (level) =>
  2 * load.metricsPerSchedule + load.metricsOfTheMonitor + (level === 'all' ? 2 * 2 + VERDICTS.length + 1 : 0);

const assumptions = (items) =>
  Object.values(items)
    .map(({ value, unit, why }) => `| ${number(value)} | ${unit} | ${why} |`)
    .join('\n');

const text = `# What a deployment costs

Computed by \`npm run docs:cost\` from the template, from a measured look, from loads, and from list prices; no free tier is taken off, though it would cover most of the small deployments. All assumptions are in \`scripts/cost-assumptions.json\`: put in yours, and run it again.

## Without sessions to MX hosts (\`smtpVantage: none\`)

${table('none')}

## With a VPC for the MX hosts (\`smtpVantage: vpc\`)

${table('vpc')}

## What makes the difference

- **How many looks share one invocation.** Lambda charges for time, and a look mostly waits for the network. A worker takes ${TARGETS_PER_MESSAGE.domain * stack('vpc').batch.DomainWorker} domains at a time, \`concurrency\` of them at once. One domain an invocation would cost at least ${Math.round(load.secondsAlone / (secondsPerTarget(stack('vpc').memory('DomainWorker')) + load.secondsPerInvocation / (TARGETS_PER_MESSAGE.domain * stack('vpc').batch.DomainWorker)))} times as much.
- **How often.** Certificates last weeks, and records change seldom: daily suffices for expiry, hourly shows drift while senders still hold the old policy.
- **Writes to the table.** Each look is one line of history, in one write unit; state is written only when it changed.
- **CloudWatch** is a fixed price: ${alarms('none')} alarms, ${metricsOf('few')} custom metrics and a dashboard, which is one of three that an account has for nothing. \`aws.metrics: all\` makes it ${metricsOf('all')} metrics, for ${dollars((metricsOf('all') - metricsOf('few')) * price.metric)} more. \`aws.alarms: false\` saves ${dollars(alarms('none') * price.alarm)}, \`aws.cloudWatchDashboard: false\` up to ${dollars(price.dashboard)}.
- **The NAT gateway** is a fixed price, and by far the dearest part of a small deployment. An existing VPC with a way out may be passed in.

## Prices

${prices.source}

| dollars | for | |
| ---: | --- | --- |
${assumptions(prices.items)}

## The measured look

\`npm run bench:checks -- --write\` measured ${measured.cpuMsPerCheck} ms of CPU a look, which is ${(measured.cpuMsPerCheck / measured.cpuMsPerHandshake).toFixed(1)} times a bare TLS handshake in the same run, on loopback and Node ${measured.node}. A function has a part of a core, by its memory.

## Loads

| | unit | where from |
| ---: | --- | --- |
${assumptions(loads)}
`;

const file = join(root, 'docs', 'cost.md');
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write('docs/cost.md is not current. Run: npm run docs:cost\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
