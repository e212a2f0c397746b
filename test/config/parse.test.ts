import { formatProblem, parseConfig } from '../../lib/config';

const problems = (text: string, environment?: Record<string, string>): string[] => {
  const parsed = parseConfig(text, 'monitor.yaml', environment);
  return 'problems' in parsed ? parsed.problems.map(formatProblem) : [];
};
const config = (text: string) => {
  const parsed = parseConfig(text, 'monitor.yaml', {});
  if ('problems' in parsed) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.config;
};

describe('a file without mistakes', () => {
  test('an empty one gives the defaults', () => {
    expect(config('')).toEqual({
      schedule: { domains: 3_600_000, mxHosts: 3_600_000 },
      resolverRate: 250,
      nameServers: 86_400_000,
      nameServerPort: 53,
      httpsPort: 443,
      smtpPort: 25,
      allowPrivateAddresses: false,
      timeout: 60_000,
      concurrency: 64,
      expiryThresholds: [
        { days: 21, share: 0.25 },
        { days: 7, share: 0.1 },
        { days: 2, share: 0.05 },
      ],
      retention: { checks: 7_776_000_000, events: 63_072_000_000, runs: 7_776_000_000, alerts: 63_072_000_000 },
      alerts: { minimumSeverity: 'warning', confirmChecks: 3, remindAfter: 604_800_000 },
      dashboard: { readsNeedToken: false },
      dataDir: '.mta-sts-watch',
      aws: {
        stackName: 'MtaStsWatch',
        smtpVantage: 'none',
        domainsAddedByHand: false,
        queryApi: false,
        metrics: 'few',
        cloudWatchDashboard: true,
      },
      agent: { sessionsPerSecond: 5 },
    });
  });

  test('every key can be written', () => {
    const written = config(`
domains: [example.com, EXAMPLE.net., bücher.example]
schedule: { domains: 15m, mxHosts: 6h }
resolvers: [9.9.9.9, "127.0.0.1:5300", "[2620:fe::fe]:53"]
httpsPort: 8443
smtpPort: 2525
ca: [private.pem]
allowPrivateAddresses: true
timeout: 20s
concurrency: 8
ehlo: monitor.example.com
alerts:
  minimumSeverity: error
  confirmChecks: 2
  remindAfter: 3d
  slack: { webhookUrl: https://hooks.slack.example/services/T/B/x }
  webhook: { url: "http://alerts.internal:9000/in" }
  sns: { topicArn: "arn:aws:sns:eu-west-1:123456789012:mta-sts" }
  emails: [ops@example.com]
dashboard: { port: 8080 }
dataDir: /var/lib/mta-sts-watch
expiryThresholds: [30d/33.3%, 3d / 5%]
retention: { checks: 30d }
dynamodb: { table: watch, region: eu-west-1, endpoint: "http://127.0.0.1:8000" }
`);
    expect(written.domains).toEqual(['example.com', 'example.net', 'xn--bcher-kva.example']);
    expect(written.schedule).toEqual({ domains: 900_000, mxHosts: 21_600_000 });
    expect(written.resolvers).toEqual([
      { address: '9.9.9.9', port: 53 },
      { address: '127.0.0.1', port: 5300 },
      { address: '2620:fe::fe', port: 53 },
    ]);
    expect(written.expiryThresholds.map(({ days, share }) => [days, share.toFixed(3)])).toEqual([
      [30, '0.333'],
      [3, '0.050'],
    ]);
    expect(written.alerts.slack).toEqual({
      webhookUrl: { from: 'file', value: 'https://hooks.slack.example/services/T/B/x' },
    });
  });

  test('JSON, a byte order mark, tabs and CRLF are no mistakes', () => {
    expect(config('\uFEFF{\r\n\t"domains": ["example.com"],\r\n\t"concurrency": 3\r\n}\r\n')).toMatchObject({
      domains: ['example.com'],
      concurrency: 3,
    });
  });

  test('a secret may stand in the environment, and does not enter the configuration', () => {
    const text = 'alerts:\n  slack:\n    webhookUrl: ${SLACK}\n';
    const parsed = parseConfig(text, 'monitor.yaml', { SLACK: 'https://hooks.slack.example/services/secret' });
    expect(parsed).toMatchObject({
      config: { alerts: { slack: { webhookUrl: { from: 'environment', name: 'SLACK' } } } },
    });
    expect(JSON.stringify(parsed)).not.toContain('services');
  });
});

describe('a file with mistakes is refused whole, and every mistake is named', () => {
  test('all at once, in the order of the file', () => {
    expect(
      problems(`domain: [example.com]
schedule:
  domains: often
  mxhosts: 1h
timeout: 20
alerts:
  slack: {}
  webhook:
    url: ftp://example.com
`),
    ).toEqual([
      'monitor.yaml:1: there is no key "domain". Did you mean domains?',
      'monitor.yaml:3: schedule.domains: "often" is not a duration. Write a number with its unit (s, m, h or d), from 1m to 30d.',
      'monitor.yaml:4: schedule: there is no key "mxhosts". Did you mean mxHosts?',
      'monitor.yaml:5: timeout: 20 is not a duration. Write a number with its unit (s, m, h or d), from 1s to 10m.',
      'monitor.yaml:7: alerts.slack.webhookUrl: this key is missing. Write it in the group alerts.slack.',
      'monitor.yaml:9: alerts.webhook.url: this is not the URL of a webhook. Write a whole URL that begins with https://.',
    ]);
  });

  test('a key under its former name is read, and named as it is written', () => {
    expect(config('alerts: { confirmLooks: 5 }').alerts.confirmChecks).toBe(5);
    expect(problems('alerts:\n  minimumSeverity: error\n  confirmLooks: 0\n')).toEqual([
      'monitor.yaml:3: alerts.confirmLooks: 0 is not a number of checks. Write a whole number from 1 to 100.',
    ]);
    expect(problems('timeout: 1\nalerts:\n  confirmLooks: 3\n  confirmChecks: 4\n')).toEqual([
      expect.stringMatching(/^monitor\.yaml:1: timeout: /),
      'monitor.yaml:3: alerts: confirmLooks is the former name of confirmChecks, which is set too. Delete one of the two.',
    ]);
  });

  test('each wrong name in a list has its line', () => {
    expect(
      problems(`domains:
  - example.com
  - ops@example.net
  - https://example.org/x
  - "*.example.com"
  - 192.0.2.1
  - _mta-sts.example.edu
  - Example.COM
  - localhost
  - 12
  - bad_name.example
  - a..example
`),
    ).toEqual([
      'monitor.yaml:3: domains[1]: "ops@example.net" is a mail address, not a domain name. Write example.net.',
      'monitor.yaml:4: domains[2]: "https://example.org/…" is a URL, not a domain name. Write example.org.',
      'monitor.yaml:5: domains[3]: "*.example.com" is a pattern: MTA-STS holds for one domain, never for those below it. Write example.com.',
      'monitor.yaml:6: domains[4]: "192.0.2.1" is an address, not a domain name. Write the part of an address behind its @, such as example.com.',
      'monitor.yaml:7: domains[5]: "_mta-sts.example.edu" is the name of a record. Write example.edu.',
      'monitor.yaml:8: domains[6]: example.com is in the list already. Delete one of the two.',
      'monitor.yaml:9: domains[7]: "localhost" is a single label. Write the whole name, such as example.com.',
      expect.stringContaining('monitor.yaml:10: domains[8]: 12 is not a domain name.'),
      expect.stringContaining(
        'monitor.yaml:11: domains[9]: "bad_name.example" is not a domain name: it has an underscore',
      ),
      expect.stringContaining(
        'monitor.yaml:12: domains[10]: "a..example" is not a domain name: it has two dots in a row',
      ),
    ]);
  });

  test.each([
    [
      'domains: example.com',
      'monitor.yaml:1: domains: "example.com" is not a list. Write one entry a line, each with a hyphen before it.',
    ],
    [
      '\nschedule: 1h',
      'monitor.yaml:2: schedule: "1h" stands where a group of keys belongs. The keys here are domains, mxHosts.',
    ],
    [
      '- example.com',
      expect.stringMatching(
        /^monitor\.yaml:1: a list stands where a group of keys belongs\. The keys here are domains, confirmRemovals, schedule, /,
      ),
    ],
    ['httpsPort: 70000', 'monitor.yaml:1: httpsPort: 70000 is not a port. Write a whole number from 1 to 65535.'],
    [
      'schedule: { domains: 10s }',
      'monitor.yaml:1: schedule.domains: "10s" is out of bounds. Write a duration from 1m to 30d.',
    ],
    [
      'allowPrivateAddresses: "yes"',
      'monitor.yaml:1: allowPrivateAddresses: "yes" is neither true nor false. Write true or false, without quotes.',
    ],
    ['resolvers: []', expect.stringContaining('resolvers: an empty list leaves nobody to ask')],
    [
      'canaries: ["*.example"]',
      expect.stringContaining(
        'canaries[0]: "*.example" is not the name of an MX host. Write the whole name as an MX record has it',
      ),
    ],
    [
      'resolvers: [dns.example]',
      expect.stringContaining('resolvers[0]: "dns.example" is not the address of a resolver'),
    ],
    [
      'resolvers: ["tls://192.0.2.1/dns-query"]',
      expect.stringContaining('resolvers[0]: "tls://192.0.2.1/dns-query" is not the address of a resolver'),
    ],
    [
      'resolvers: ["https://192.0.2.999/dns-query"]',
      expect.stringContaining('resolvers[0]: "https://192.0.2.999/dns-query" is not the address of a resolver'),
    ],
    ['resolvers: ["https://dns.example/#a b"]', expect.stringContaining('is not the address of a resolver')],
    ['resolvers: ["tls://dns.example:99999"]', expect.stringContaining('resolvers[0]: "99999" is not a port')],
    [
      'resolvers: ["tls://dns.example", "tls://DNS.example:853"]',
      expect.stringContaining('tls://dns.example is in the list already'),
    ],
    ['nameServers: sometimes', expect.stringContaining('nameServers: "sometimes" is not a duration')],
    ['resolvers: ["1.1.1.1:0"]', expect.stringContaining('resolvers[0]: "0" is not a port')],
    ['ehlo: "not a name"', expect.stringContaining('ehlo: "not a name" is not a name for EHLO')],
    [
      'alerts: { minimumSeverity: warn }',
      'monitor.yaml:1: alerts.minimumSeverity: "warn" is none of critical, error, warning, info. Did you mean warning?',
    ],
    ['alerts: { emails: [ops] }', expect.stringContaining('alerts.emails[0]: this is not a mail address')],
    [
      'alerts: { sns: { topicArn: mta-sts } }',
      expect.stringContaining('alerts.sns.topicArn: this is not the ARN of an SNS topic'),
    ],
    [
      'alerts: { webhook: { url: "https://a.example", signingSecret: short } }',
      expect.stringContaining('alerts.webhook.signingSecret: this is not a signing secret'),
    ],
    [
      'expiryThresholds: [14d]',
      'monitor.yaml:1: expiryThresholds[0]: "14d" is not a threshold. Write days and a share of the lifetime, such as 21d/25%.',
    ],
    ['expiryThresholds: [14d/0%]', expect.stringContaining('is not a threshold')],
    ['a: 1\na: 2', expect.stringMatching(/^monitor\.yaml:2: Map keys must be unique\. Mend this first/)],
    ['domains: [a.example', expect.stringMatching(/^monitor\.yaml:1: .* Mend this first/)],
  ])('%j', (text, message) => {
    expect(problems(text, {})).toEqual([message]);
  });

  test.each([
    'https://user:S3CRET@dns.example/dns-query',
    'https://dns.example?key=S3CRET',
    'tls://user:S3CRET@dns.example',
  ])('a user or a query in the URL of a resolver is not repeated: %s', (resolver) => {
    const parsed = parseConfig(`resolvers: ["${resolver}"]`, 'monitor.yaml');
    const said = JSON.stringify(parsed);
    expect(said).toContain('is not the address of a resolver');
    expect(said).not.toContain('S3CRET');
  });

  test('a secret is never repeated in a message', () => {
    const text =
      'alerts:\n  slack: { webhookUrl: "http://hooks.slack.example/T0PSECRET" }\n  webhook: { url: "T0PSECRET" }\n';
    expect(problems(text).join('\n')).toMatch(/plain HTTP/);
    expect(problems(text).join('\n')).not.toContain('T0PSECRET');
  });

  test.each([
    [
      'alerts: { slack: "https://hooks.slack.example/services/T0PSECRET" }',
      /slack: "https:\/\/hooks.slack.example\/…" stands/,
    ],
    ['alerts: { webhook: "https://ops:T0PSECRET@example.com/x" }', /webhook: "https:\/\/example.com\/…" stands/],
    ['alerts: { webhook: { "https://example.com/?T0PSECRET": 1 } }', /no key "https:\/\/example.com\/…"/],
    ['alerts: { minimumSeverity: "https://example.com/T0PSECRET" }', /minimumSeverity: "https:\/\/example.com\/…"/],
    ['domains: ["whsec_T0PSECRET"]', /domains\[0\]: "whsec_…"/],
    ['alerts: { webhook: *https://example.com/T0PSECRET }', /https:\/\/example.com\/…/],
  ])('nor where it is at the wrong place: %s', (text, message) => {
    const said = problems(text, {}).join('\n');
    expect(said).toMatch(message);
    expect(said).not.toContain('T0PSECRET');
  });

  test('what YAML cannot read is quoted without its control characters', () => {
    const said = problems('a: *b\u001bc\n', {}).join('\n');
    expect(said).toContain('b\\u001bc');
    expect(said).not.toContain('\u001b');
  });

  test('a variable that is not set is named, with the line that wants it', () => {
    expect(problems('alerts:\n  slack:\n    webhookUrl: ${SLACK}\n', {})).toEqual([
      'monitor.yaml:3: alerts.slack.webhookUrl: the environment variable SLACK is not set. Set it, or write the value here instead of ${SLACK}.',
    ]);
  });

  test('aliases that grow without bound are refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`),
    ].join('\n');
    expect(problems(bomb)).toEqual([expect.stringContaining('Excessive alias count')]);
  });
});

describe('hosted zones', () => {
  const route53 = (text: string) => {
    const parsed = parseConfig(`route53: ${text}`, 'file');
    return 'config' in parsed ? parsed.config.route53 : parsed.problems.map(formatProblem);
  };
  const ROLE = 'arn:aws:iam::111111111111:role/path/zones';

  test('a group is enough; without it no zone is read', () => {
    expect(route53('{}')).toEqual({
      every: 3_600_000,
      ownAccount: true,
      accounts: [],
      include: [],
      exclude: [],
      repair: [],
    });
    expect(parseConfig('', 'file')).not.toHaveProperty('config.route53');
    expect(route53('{ repair: [sts-record-missing, policy-changed-under-same-id] }')).toMatchObject({
      repair: ['sts-record-missing', 'policy-changed-under-same-id'],
    });
  });

  test('roles, as ARN or with an external id', () => {
    expect(
      route53(`{ ownAccount: false, accounts: [${ROLE}, { roleArn: ${ROLE}-2, externalId: of-ours }] }`),
    ).toMatchObject({
      ownAccount: false,
      accounts: [{ roleArn: ROLE }, { roleArn: `${ROLE}-2`, externalId: 'of-ours' }],
    });
  });

  test.each([
    ['{ accounts: [zones] }', '"zones" is not the ARN of a role'],
    [`{ accounts: [${ROLE}, ${ROLE}] }`, 'is in the list already'],
    [`{ accounts: [{ roleArn: ${ROLE}, externalID: x }] }`, 'there is no key "externalID"'],
    [`{ accounts: [{ roleArn: ${ROLE}, externalId: "a b" }] }`, 'this is not an external id'],
    ['{ accounts: [{ externalId: xx }] }', 'the key roleArn is missing'],
    ['{ include: ["a b"] }', '"a b" is not a pattern of domains'],
    ['{ every: 1m }', 'out of bounds'],
    ['{ reportsTo: [reports@example.com] }', 'is not an address for reports'],
    ['{ repair: [mx-set-changed] }', '"mx-set-changed" is nothing that is mended by itself'],
    ['{ repair: [mx-host-tlsa-mismatch] }', 'is never mended without a person'],
    ['{ repair: true }', 'true is not a list'],
  ])('a mistake is named: %s', (text, fault) => {
    expect(JSON.stringify(route53(text))).toContain(JSON.stringify(fault).slice(1, -1));
  });
});
