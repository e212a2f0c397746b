import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { workBudget } from '../../lib/constructs/check-worker/budget';
import { CHECK_SETTINGS, checkSettingsOf } from '../../lib/config/check-settings';
import type { Setting } from '../../lib/config/setting';
import { propsFromConfig, readConfig } from '../../lib/constructs';
import { settingsOf } from '../../lib/constructs/mta-sts-watch/settings';
import { TARGETS_PER_MESSAGE } from '../../lib/contract/queue';
import { build } from './synthesised';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (text: string): string => {
  const path = join(folder, 'mta-sts-watch.yaml');
  writeFileSync(path, text);
  return path;
};

describe('props', () => {
  test('what is not given has the defaults of the configuration file', () => {
    expect(settingsOf({})).toMatchObject({
      domains: [],
      handlers: {
        check: { httpsPort: 443, smtpPort: 25, timeout: 60_000, concurrency: 64, ca: [] },
        alerts: { minimumSeverity: 'warning', confirmChecks: 3 },
        schedule: { domains: 3_600_000 },
        smtpVantage: 'none',
      },
    });
  });

  test('every prop at fault is named, with what to write instead', () => {
    const props = {
      domains: ['https://example.com'],
      alertEmails: ['nobody'],
      alarmEmails: ['nor this'],
      chat: { slackWorkspaceId: 'a b', slackChannelId: 'C1' },
      check: { concurrency: 0 },
      checkDomainsEvery: Duration.seconds(10),
    };
    const message = refusal(() => settingsOf(props));
    expect(message).toContain('- domains[0]: "https://example.com" is a URL, not a domain name. Write example.com.');
    expect(message).toContain('- alertEmails[0]: this is not a mail address');
    expect(message).toContain('- check.concurrency: 0 is not');
    expect(message).toContain('- checkDomainsEvery: "10s" is out of bounds');
    expect(message).toContain('- alarmEmails[0]: this is not a mail address');
    expect(message).toContain('- chat.slackWorkspaceId: this is not the id of a Slack workspace');
  });

  test('the default in the note of a prop is that of the setting', () => {
    const notes = readFileSync(join(__dirname, '../../lib/constructs/mta-sts-watch/check-props.ts'), 'utf8');
    const noted = [...notes.matchAll(/@default (?!-)(.*?)(?: \*\/|\n).*?readonly (\w+)\?/gs)].map(
      ([, value = '', key]) => [key, value.replace(/^Duration\.(\w)\w*\((\d+)\)$/, '$2$1')],
    );
    const defaults = Object.entries<Setting>(CHECK_SETTINGS).flatMap(([key, { default: written }]) =>
      written === undefined ? [] : [[key, String(written)]],
    );
    expect(Object.fromEntries(noted)).toEqual(Object.fromEntries(defaults));
  });

  test('resolvers and thresholds may be written, or given in their final form', () => {
    const resolver = { address: '192.0.2.1', port: 5300 };
    const { check, expiryThresholds } = settingsOf({
      check: { resolvers: ['192.0.2.2', resolver, 'system'], timeout: Duration.millis(1_500) },
      expiryThresholds: ['7d/10%', { days: 3, share: 0.031 }],
    }).handlers;
    expect(check.resolvers).toEqual([{ address: '192.0.2.2', port: 53 }, resolver, 'system']);
    expect(check.timeout).toBe(1_500);
    expect(expiryThresholds).toEqual([
      { days: 7, share: 0.1 },
      { days: 3, share: 0.031 },
    ]);
    expect(refusal(() => settingsOf({ check: { resolvers: ['192.0.2.1:5300', resolver] } }))).toContain(
      '- check.resolvers[1]: 192.0.2.1:5300 is in the list already. Delete one of the two.',
    );
  });

  test('resolvers and thresholds in their final form have the bounds of the file', () => {
    const given: Parameters<typeof settingsOf>[0] = {
      check: {
        resolvers: [
          { address: 'dns.example', port: 53 },
          { address: '192.0.2.1', port: 65_536 },
        ],
      },
      expiryThresholds: [
        { days: -5, share: 0.5 },
        { days: 5, share: 3 },
        { days: Number.NaN, share: 0.5 },
      ],
    };
    const refused = refusal(() => settingsOf(given));
    expect(refused).toContain('- check.resolvers[0]: "dns.example:53" is not the address of a resolver.');
    expect(refused).toContain('- check.resolvers[1]: "65536" is not a port.');
    expect(refused.match(/^- expiryThresholds\[\d\]: .* is not a threshold/gm)).toHaveLength(3);
  });

  test('a duration beside a key under its former name keeps its value', () => {
    const { alerts } = settingsOf({ alerts: { confirmLooks: 5, remindAfter: Duration.days(2) } }).handlers;
    expect(alerts).toMatchObject({ confirmChecks: 5, remindAfter: 172_800_000 });
  });

  test('hosted zones: by the rules of the file, in whole minutes', () => {
    expect(settingsOf({ route53: { include: ['*.Example.com'] } }).handlers.route53).toEqual({
      every: 3_600_000,
      ownAccount: true,
      accounts: [],
      include: ['*.example.com'],
      exclude: [],
      repair: [],
    });
    expect(
      settingsOf({ route53: { repair: ['tlsrpt-missing'], reportsTo: ['mailto:tls@example.com'] } }).handlers.route53,
    ).toMatchObject({ repair: ['tlsrpt-missing'], reportsTo: ['mailto:tls@example.com'] });
    expect(refusal(() => settingsOf({ route53: { repair: ['all'] } }))).toContain(
      '- route53.repair[0]: "all" is nothing that is mended by itself',
    );
    expect(settingsOf({}).handlers).not.toHaveProperty('route53');
    expect(refusal(() => settingsOf({ route53: { every: Duration.seconds(330) } }))).toContain(
      'route53.every: EventBridge Scheduler counts in whole minutes',
    );
    expect(refusal(() => settingsOf({ route53: { accounts: [{ roleArn: 'arn:aws:iam::1:role/x' }] } }))).toContain(
      '- route53.accounts[0]: "arn:aws:iam::1:role/x" is not the ARN of a role',
    );
  });

  test('Scheduler counts in minutes', () => {
    expect(refusal(() => settingsOf({ checkDomainsEvery: Duration.seconds(90) }))).toMatch(
      /^checkDomainsEvery \(schedule\.domains in the file\): .*whole number of minutes/,
    );
  });

  test('props under their former names count, and one that is set twice is named', () => {
    const alerts = { confirmLooks: 5 };
    expect(settingsOf({ look: { concurrency: 8 }, alerts }).handlers).toMatchObject({
      check: { concurrency: 8 },
      alerts: { confirmChecks: 5 },
    });
    expect(refusal(() => settingsOf({ look: { concurrency: 0 } }))).toMatch(/- look\.concurrency: 0 is not/);
    expect(refusal(() => settingsOf({ look: { ca: ['/no/such/file.pem'] } }))).toMatch(/^look\.ca: the file/);
    expect(refusal(() => settingsOf({ look: {}, check: {} }))).toMatch(/look is the former name of the prop check/);
    expect(refusal(() => settingsOf({ alerts: { ...alerts, confirmChecks: 4 } }))).toMatch(
      /confirmLooks is the former name of confirmChecks, which is set too\. Delete one of the two\./,
    );
    expect(refusal(() => settingsOf({ alerts: { confirmLooks: 0 } }))).toMatch(/alerts\.confirmLooks: 0 is not/);
  });

  test('a CA file that is not there is named', () => {
    expect(refusal(() => settingsOf({ check: { ca: ['/nowhere/ca.pem'] } }))).toMatch(
      /check\.ca: the file \/nowhere\/ca\.pem cannot be read/,
    );
  });

  test('a VPC without the vantage that uses it is a mistake, not ignored', () => {
    expect(refusal(() => build({ vpc: {} as never }))).toContain("Write smtpVantage: 'vpc'");
  });
});

describe('the configuration file of npm start', () => {
  test('becomes a deployment, its secrets left out of the template', () => {
    const path = file(`
domains: [example.com]
resolvers: ["9.9.9.9", "127.0.0.1:5300"]
timeout: 30s
schedule: { domains: 15m }
alerts: { emails: [ops@example.com], slack: { webhookUrl: https://hooks.slack.example/services/T/B/secret } }
aws: { stackName: Mail, alarmEmails: [admin@example.com], chat: { slackWorkspaceId: T1, slackChannelId: C1 }, smtpVantage: vpc }
`);
    const stack = new Stack(new App(), 'Mail');
    const props = propsFromConfig(stack, readConfig(path), folder);
    expect(settingsOf(props)).toMatchObject({
      domains: ['example.com'],
      handlers: {
        check: {
          timeout: 30_000,
          resolvers: [
            { address: '9.9.9.9', port: 53 },
            { address: '127.0.0.1', port: 5300 },
          ],
        },
        schedule: { domains: 900_000, mxHosts: 3_600_000 },
        smtpVantage: 'vpc',
      },
    });
    expect(props).toMatchObject({
      slackWebhook: true,
      alarmEmails: ['admin@example.com'],
      chat: { slackChannelId: 'C1' },
    });
    expect(JSON.stringify(props)).not.toContain('secret');
  });

  test('its values reach the handlers as they were parsed, with no text in between', () => {
    const config = readConfig(
      file(`
domains: [example.com]
resolvers: ["tls://192.0.2.1:853#dns.example.com"]
resolverTrusted: true
resolverRate: 7
nameServers: 6h
nameServerPort: 5353
httpsPort: 8443
smtpPort: 2525
canaries: [mx1.example.net]
allowPrivateAddresses: true
timeout: 45s
concurrency: 3
ehlo: monitor.example.com
expiryThresholds: [9d/12.5%]
alerts: { remindAfter: 2d, confirmChecks: 4, minimumSeverity: error }
retention: { checks: 10d }
route53: { every: 30m, include: ["*.example.com"] }
`),
    );
    const { check, expiryThresholds, alerts, retention, route53 } = settingsOf(
      propsFromConfig(new Stack(new App(), 'Parsed'), config, folder),
    ).handlers;
    const { resolvers, ca, ...rest } = check;
    expect(ca).toEqual([]);
    expect(resolvers?.[0]).toBe(config.resolvers?.[0]);
    expect(expiryThresholds[0]).toBe(config.expiryThresholds[0]);
    expect({ resolvers, ...rest }).toEqual(checkSettingsOf(config));
    expect({ alerts, retention, route53 }).toMatchObject({
      alerts: { remindAfter: 172_800_000, confirmChecks: 4, minimumSeverity: 'error' },
      retention: config.retention,
      route53: config.route53 ?? {},
    });
  });

  test('an existing topic and a table that was left behind are taken', () => {
    const path = file(`
domains: [example.com]
alerts: { sns: { topicArn: "arn:aws:sns:eu-west-1:123456789012:mail" } }
aws: { table: { name: Old, streamArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/Old/stream/2026-01-01T00:00:00.000" } }
`);
    const { stack, monitor } = build(propsFromConfig(new Stack(new App(), 'Other'), readConfig(path), folder));
    expect(stack.resolve(monitor.alertTopic.topicArn)).toBe('arn:aws:sns:eu-west-1:123456789012:mail');
    expect(monitor.table.tableName).toBe('Old');
  });

  test.each([
    [
      'a file that is not there',
      () => readConfig(join(folder, 'nothing.yaml')),
      /There is no configuration file .*nothing\.yaml\. Write one/,
    ],
    [
      'no domains',
      () => readConfig(file('schedule: { domains: 1h }')),
      /domains: this key is missing\. Write the domains/,
    ],
    [
      'an empty list',
      () => readConfig(file('domains: []')),
      /yaml: domains: this list is empty\. Write the domains .*"aws: \{ domainsAddedByHand: true \}"/,
    ],
    [
      'a confirmation that is none',
      () => readConfig(file('domains: [example.com]\nconfirmRemovals: true')),
      /yaml:2: confirmRemovals: this is not the code of a removal\. Write it as/,
    ],
    [
      'a wrong key',
      () => readConfig(file('domain: [example.com]')),
      /yaml:1: there is no key "domain"\. Did you mean domains\?/,
    ],
    [
      'a wrong vantage',
      () => readConfig(file('domains: [example.com]\naws: { smtpVantage: cloud }')),
      /yaml:2: aws\.smtpVantage: "cloud" is none of none, vpc/,
    ],
  ])('%s: says where, what, and what to write', (_name, read, says) => {
    expect(refusal(read)).toMatch(says);
  });
});

describe('the time of a worker', () => {
  test.each([
    [60_000, 64],
    [600_000, 64],
    [20_000, 8],
    [1_000, 1],
  ])('every look of %d ms, %d at once, fits even if each lasts to its deadline', (timeout, concurrency) => {
    const budget = workBudget('domain', { timeout, concurrency });
    const worst = (Math.ceil((budget.batchSize * TARGETS_PER_MESSAGE.domain) / concurrency) * timeout) / 1000;
    expect(budget.batchSize).toBeGreaterThanOrEqual(1);
    expect(worst).toBeLessThan(budget.timeout.toSeconds());
    expect(budget.timeout.toSeconds()).toBeLessThanOrEqual(900);
  });

  test('what cannot fit is refused, with the keys to change', () => {
    expect(refusal(() => workBudget('domain', { timeout: 60_000, concurrency: 1 }))).toContain(
      'Raise concurrency, or lower timeout',
    );
  });
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
