import type { Command } from 'commander';
import { COVERAGE_KINDS, coverageFix } from '../../../lib/core/alerting/words/coverage';
import { driftWords } from '../../../lib/core/alerting/words/drift';
import type { ToldDriftEvent } from '../../../lib/core/alerting/drift';
import { program } from '../../../lib/cli/main';
import type { CliIo } from '../../../lib/cli/io';
import { describeFinding, entryOf, FINDING_KINDS, findingOf } from '../../../lib/core/findings';
import { readTlsa } from '../../../lib/core/dane/record';
import type { FindingKind, FixStep, ToPublish } from '../../../lib/core/model';
import { domainTarget, FIX_FORMS, mxHostTarget } from '../../../lib/core/model';
import { parsePolicy } from '../../../lib/core/mta-sts/policy';
import { policyFields } from '../../../lib/core/mta-sts/policy-format';
import { POLICY_PATH, policyUrl } from '../../../lib/core/mta-sts/policy-host';
import { parseStsRecord } from '../../../lib/core/mta-sts/record';
import { fixMarkdown, fixText } from '../../../lib/core/text/fix';
import { parseTlsRptRecord } from '../../../lib/core/tls-rpt/record';
import { txtText } from '../../../lib/core/zone/txt-value';
import { NOW } from '../../support/observations';

/** What changes the steps of a kind beside its example. */
const VARIANTS: Partial<Readonly<Record<FindingKind, readonly object[]>>> = {
  'mta-sts-not-used': [{ exchanges: [] }],
  'sts-record-missing': [{ isUnpublished: true }],
  'policy-http-status': [{ status: 403 }, { mitigation: 'cf-mitigated: challenge' }],
  'policy-mode-testing': [{ maxAge: 3_600 }],
  'mx-not-covered': [{ exchanges: ['mx1.example.net', 'no host'] }, { exchanges: ['no host'] }],
  'mx-host-cname': [{ cnameChain: ['no host'] }],
  'mx-host-tlsa-mismatch': [{ baseDomain: 'no host' }],
  'mx-host-tlsa-unusable': [{ all: false }],
  'mx-host-certificate-expiring': [{ role: 'intermediate' }],
  'mx-host-certificate-name-mismatch': [{ commonNameOnly: true }],
  'mx-host-certificate-untrusted': [
    'self-signed',
    'unknown-issuer',
    'any-purpose',
    'other-path-first',
    'wrong-purpose',
    'other',
  ].map((reason) => ({ reason })),
};

const stepsOf = (kind: FindingKind, more: object): readonly FixStep[] => {
  const subject = entryOf(kind).subject === 'mx-host' ? mxHostTarget('mx1.example.com') : domainTarget('example.com');
  const evidence = { ...entryOf(kind).example, ...more } as never;
  return describeFinding(findingOf({ kind, subject, evidence, aspects: [] }), NOW).fixSteps;
};

const ofFindings = FINDING_KINDS.flatMap((kind) => {
  const example = entryOf(kind).example;
  return [
    {},
    ...(VARIANTS[kind] ?? []),
    ...('certificate' in example ? [{ tlsaAt: 'mx1.example.com' }] : []),
    ...(entryOf(kind).recordAt === undefined ? [] : [{ cnameChain: ['a.example.net', 'b.example.org'] }]),
  ].map((more) => [`${kind} ${JSON.stringify(more)}`, stepsOf(kind, more)] as const);
});

const event = (type: string, more: object = {}): ToldDriftEvent =>
  ({ id: 'e', type, target: domainTarget('example.com'), at: NOW, before: 'a', after: 'b', ...more }) as ToldDriftEvent;

const ofDrifts = [
  event('sts-record-vanished', { policyMode: 'enforce' }),
  event('policy-body-changed', { mode: { before: 'enforce', after: 'testing' }, diff: '' }),
  event('policy-changed-under-same-id', { diff: '' }),
  event('policy-unreachable', { policyMode: 'enforce' }),
  event('mx-set-changed'),
  event('mx-uncovered', { after: 'mx1.example.net, mx2.example.net' }),
  event('mx-uncovered', { after: Array.from({ length: 400 }, (_, n) => `mx${n}.example.net`).join(', ') }),
  event('mx-uncovered', { after: 'no host' }),
  event('certificate-issuer-changed', { address: '192.0.2.1' }),
  event('tlsa-changed'),
  event('certificate-changed-under-same-tlsa', {
    address: '192.0.2.1',
    publish: `_25._tcp.mx1.example.com. IN TLSA 3 1 1 ${'0a'.repeat(32)}`,
  }),
  event('mx-dnssec-changed', { after: 'insecure' }),
  event('tlsrpt-changed'),
  event('zone-repaired', { zone: 'example.com', zoneId: 'Z1', kinds: ['tlsrpt-missing'] }),
  event('zone-repair-undone', { zone: 'example.com', zoneId: 'Z1', kinds: ['tlsrpt-missing'] }),
].map((one) => [one.type, driftWords(one, NOW).fixSteps] as const);

const ofCoverage = COVERAGE_KINDS.map((kind) => [kind, coverageFix(kind)] as const);

const everything = [...ofFindings, ...ofDrifts, ...ofCoverage];

/** What is published, run or opened, where it stands in a sentence. */
const TO_PUBLISH = [
  /\bIN (TXT|MX|TLSA|A|AAAA|CNAME|NS) /,
  /\bv=(STSv1|TLSRPTv1)/,
  /^\s*(version|mode|mx|max_age): /,
  /\bContent-Type: /,
  /https?:\/\//,
  /\/\.well-known\//,
  /`/,
  /\bmta-sts-watch (?:[a-z]+ )?(?:--|[a-z]+ [A-Z]{3})/,
  /\bsystemctl\b/,
];
/** Text to remove is quoted. */
const unquoted = (words: string): string => words.replace(/"[^"]*"/g, '""');

test.each(everything)('%s: one instruction a step, which holds no text to publish', (_name, steps) => {
  expect(steps.length).toBeGreaterThan(0);
  for (const { words, publish } of steps) {
    expect(words).toMatch(/^[A-Z][^\n]*$/);
    expect(words.at(-1)).toBe(publish === undefined ? '.' : ':');
    for (const form of TO_PUBLISH) expect(unquoted(words)).not.toMatch(form);
    if (publish !== undefined) expect(words).not.toContain(publish.text);
  }
});

const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {}, setExitCode: () => undefined };
const commands = program(io as unknown as CliIo);

/** Whether the command line has it. */
function isCommand(words: readonly string[], at: Command = commands): boolean {
  const [word, ...rest] = words;
  const inner = at.commands.find((one) => one.name() === word || one.aliases().includes(word ?? ''));
  if (inner !== undefined) return isCommand(rest, inner);
  const options = words.filter((one) => one.startsWith('--'));
  const given = words.filter((one) => !one.startsWith('--'));
  return (
    at !== commands &&
    options.every((one) => at.options.some(({ long }) => long === one)) &&
    given.length <= at.registeredArguments.length
  );
}

const PROGRAMS = ['systemctl'];

/** What is wrong with a text to publish; undefined when it does what it says. */
function faultOf(publish: ToPublish): string | undefined {
  const { form, text } = publish;
  switch (form) {
    case 'record': {
      const { name, type, value } = publish;
      const data = text.slice(`${name === undefined ? '' : `${name}. `}IN ${type} `.length);
      if (text !== `${name === undefined ? '' : `${name}. `}IN ${type} ${data}`) return `${text} is not a record line`;
      if ((type === 'TXT' ? txtText(data) : data) !== value) return `${text} is not ${value}`;
      if (type === 'TLSA') return readTlsa(value) === undefined ? `${value} is not a TLSA record` : undefined;
      if (type === 'MX') return /^\d{1,5} \S+$/.test(value) ? undefined : `${value} is not an MX record`;
      const parse = value.startsWith('v=TLSRPTv1') ? parseTlsRptRecord : parseStsRecord;
      return parse([value]).verdict === 'ok' ? undefined : `${value} is not valid`;
    }
    case 'policy':
      return parsePolicy(text).verdict === 'ok' ? undefined : `${text} is not valid`;
    case 'policy-lines': {
      const lines = text.split('\n');
      const keyOf = (line: string): string | undefined => line.split(':')[0];
      const base = policyFields({ mode: 'enforce', mx: ['mx9.example.com'], maxAge: 1_209_600 });
      const kept = base.filter((line) => !lines.some((other) => keyOf(other) === keyOf(line)));
      // The order of fields is free, but for the version (RFC 8461 section 3.2).
      const policy = [...kept, ...lines].sort(
        (a, b) => Number(keyOf(b) === 'version') - Number(keyOf(a) === 'version'),
      );
      const complete = policy.some((line) => keyOf(line) === 'mx') ? policy : [...policy, 'mx: mx9.example.com'];
      return parsePolicy(complete.join('\n')).verdict === 'ok' ? undefined : `${text} does not fit in a policy`;
    }
    case 'header':
      return /^Content-Type: text\/plain(; charset=[\w-]+)?$/.test(text) ? undefined : `${text} is no header`;
    case 'url':
      return text === policyUrl('example.com') ? undefined : `${text} is not where the policy is`;
    case 'path':
      return text === POLICY_PATH ? undefined : `${text} is not the path of the policy`;
    case 'command': {
      const [name = '', ...words] = text.split(' ');
      return PROGRAMS.includes(name) || (name === 'mta-sts-watch' && isCommand(words))
        ? undefined
        : `${text} is no command`;
    }
  }
}

test.each(everything)('%s: what is published is valid as it stands', (_name, steps) => {
  expect(steps.flatMap(({ publish }) => (publish === undefined ? [] : (faultOf(publish) ?? [])))).toEqual([]);
});

test('a command that is not there is found out', () => {
  const command = (text: string): string | undefined => faultOf({ form: 'command', text });
  expect(command('mta-sts-watch repair example.com')).toBeUndefined();
  for (const text of ['mta-sts-watch', 'mta-sts-watch mend example.com', 'mta-sts-watch repair a --no-such', 'rm x'])
    expect(command(text)).toBe(`${text} is no command`);
});

test('each form of text is among them', () =>
  expect(new Set(everything.flatMap(([, steps]) => steps.flatMap(({ publish }) => publish?.form ?? []))).size).toBe(
    FIX_FORMS.length,
  ));

describe('as text', () => {
  const steps: readonly FixStep[] = [
    { words: 'Write this policy:', publish: { form: 'policy', text: 'version: STSv1\nmode: none' } },
    { words: 'Wait.' },
  ];

  test('steps are numbered, and lines to publish stand alone', () =>
    expect(fixText(steps)).toBe('1. Write this policy:\nversion: STSv1\nmode: none\n2. Wait.'));

  test('one step has no number, and none is no text', () => {
    expect(fixText(steps.slice(1))).toBe('Wait.');
    expect(fixText([])).toBe('');
  });

  test('in the documentation what is published is a block of code within its step', () => {
    expect(fixMarkdown(steps)).toBe(
      '1. Write this policy:\n   ```text\n   version: STSv1\n   mode: none\n   ```\n1. Wait.',
    );
    expect(fixMarkdown(steps.slice(0, 1))).toBe('Write this policy:\n```text\nversion: STSv1\nmode: none\n```');
  });
});
