/** What to do about a change, its evidence, and where the texts that outsiders make long are cut. */
import { driftHeading, driftWords } from '../../../../lib/core/alerting/words/drift';
import type { ToldDrift, ToldDriftEvent } from '../../../../lib/core/alerting/drift';
import type { EventDetails } from '../../../../lib/core/model';
import { event, NOW, text, toldDrift } from '../alerts';

const change = (before: string | null, after: string | null) => ({ before, after });
const words = <T extends ToldDrift>(type: T, details: EventDetails[T], name?: string) => {
  const told = event(type, details) as ToldDriftEvent;
  return driftWords(name === undefined ? told : { ...told, target: { ...told.target, name } }, NOW);
};
const steps = <T extends ToldDrift>(type: T, details: EventDetails[T]): readonly string[] =>
  words(type, details).fixSteps.map(({ words: said, publish }) =>
    publish === undefined ? said : `${said} ${publish.text.replaceAll('\n', ' | ')}`,
  );
/** A text of a length, and what is shown of it. */
const long = (length: number) => 'x'.repeat(length);
const cut = (length: number) => `${long(length)}…`;

const NOT_INTENDED = 'If this was not intended, find out who changed it and change it back.';
const CHANGE_ID = 'Change the id of the STS record after that.';
const bodies = { ...change('aa', 'bb'), diff: '+mode: testing' };
const certificates = { address: '192.0.2.1', beforeCertificate: 'aa', afterCertificate: 'bb' };
const zone = { zone: 'a.example', zoneId: 'Z1', kinds: ['sts-record-missing'] } as const;

describe('what was intended, or is good news, needs no step', () => {
  test.each([
    ['STS given up', steps('sts-record-vanished', { ...change('v=STSv1; id=1;', null), policyMode: 'none' })],
    ['enforced', steps('policy-body-changed', { ...bodies, mode: change('testing', 'enforce') })],
    [
      'no policy after mode none',
      steps('policy-unreachable', { ...change('a', 'HTTP status 404'), policyMode: 'none' }),
    ],
    ['a change of keys', steps('tlsa-changed', { ...change('a', 'b'), rollOver: 'began' })],
    ['DNSSEC', steps('mx-dnssec-changed', change('insecure', 'secure'))],
    ['a TLSRPT record', steps('tlsrpt-changed', change(null, 'v=TLSRPTv1; rua=mailto:a@a.example'))],
  ])('%s', (_name, none) => expect(none).toEqual([]));
});

test.each([
  [steps('policy-body-changed', { ...bodies, mode: change('enforce', 'testing') }), [NOT_INTENDED, CHANGE_ID]],
  [
    steps('policy-unreachable', change('a', null)),
    ['Serve the policy again at: https://mta-sts.a.example/.well-known/mta-sts.txt'],
  ],
  [steps('tlsa-changed', change('a', null)), [NOT_INTENDED]],
  [
    steps('mx-dnssec-changed', change('secure', 'insecure')),
    ['If the zone is still signed, have the DS record published at its parent again.'],
  ],
  [steps('tlsrpt-changed', change('v=TLSRPTv1; rua=mailto:a@a.example', null)), [NOT_INTENDED]],
])('what may be a slip or an attack has a step: %#', (shown, expected) => expect(shown).toEqual(expected));

describe('an MX host that the policy no longer covers', () => {
  const uncovered = (...names: readonly string[]) => steps('mx-uncovered', change('mx1.a.example', names.join(', ')));
  const names = Array.from({ length: 21 }, (_, n) => `mx${n}.a.example`);
  const add = (...hosts: readonly string[]) => `Add to the policy: ${hosts.map((name) => `mx: ${name}`).join(' | ')}`;
  const OTHERS = 'Add an mx line to the policy for each of the other MX hosts that it does not cover.';

  test('has its line to add', () => {
    expect(uncovered('mx2.a.example', 'mx3.a.example')).toEqual([add('mx2.a.example', 'mx3.a.example'), CHANGE_ID]);
    expect(uncovered(...names.slice(0, 20))).toEqual([add(...names.slice(0, 20)), CHANGE_ID]);
  });

  test('is counted among the others after twenty lines', () =>
    expect(uncovered(...names)).toEqual([add(...names.slice(0, 20)), OTHERS, CHANGE_ID]));

  test('has no line when its name is none', () => {
    expect(uncovered('not a name')).toEqual([OTHERS, CHANGE_ID]);
    expect(steps('mx-uncovered', change(null, null))).toEqual([OTHERS, CHANGE_ID]);
  });
});

test('the TLSA record to publish has its name, unless that is no host name', () => {
  const fix = (publish: string) =>
    steps('certificate-changed-under-same-tlsa', { ...change('a', 'b'), ...certificates, publish }).at(-1);
  const words = 'Otherwise publish the TLSA record for the new certificate:';
  expect(fix('_25._tcp.mx1.example.com. IN TLSA 3 1 1 abcd')).toBe(
    `${words} _25._tcp.mx1.example.com. IN TLSA 3 1 1 abcd`,
  );
  expect(fix(`not a name. IN TLSA ${long(1_024)}`)).toBe(`${words} IN TLSA ${long(1_024)}`);
  expect(fix(`not a name. IN TLSA ${long(1_025)}`)).toBe(`${words} IN TLSA ${cut(1_024)}`);
});

describe('the evidence', () => {
  test.each([
    [
      'sts-record-appeared',
      words('sts-record-appeared', change(null, 'v=STSv1; id=1;')),
      [
        ['Before', 'none'],
        ['After', 'v=STSv1; id=1;'],
      ],
    ],
    ['policy-appeared', words('policy-appeared', bodies), [['Policy', '+mode: testing']]],
    [
      'policy-body-changed',
      words('policy-body-changed', { ...bodies, mode: change(null, 'testing'), maxAge: change('86400', null) }),
      [
        ['Mode', 'none -> testing'],
        ['max_age', '86400 -> none'],
        ['Policy', '+mode: testing'],
      ],
    ],
    ['mx-uncovered', words('mx-uncovered', change('mx1.a.example', 'mx2.a.example')), [['Covered', 'mx1.a.example']]],
    ['mx-uncovered, where none was', words('mx-uncovered', change(null, 'mx2.a.example')), [['Covered', 'none']]],
    [
      'certificate-issuer-changed',
      words('certificate-issuer-changed', { ...change('A', 'B'), ...certificates }),
      [
        ['Certificate before (SHA-256)', 'aa'],
        ['Certificate after (SHA-256)', 'bb'],
      ],
    ],
    [
      'certificate-changed-under-same-tlsa',
      words('certificate-changed-under-same-tlsa', { ...change('A', 'B'), ...certificates, publish: '' }),
      [
        ['Certificate before', 'A'],
        ['Certificate after', 'B'],
      ],
    ],
    [
      'certificate-changed-under-same-tlsa, unknown',
      words('certificate-changed-under-same-tlsa', { ...change(null, null), ...certificates, publish: '' }),
      [
        ['Certificate before', 'none'],
        ['Certificate after', 'none'],
      ],
    ],
    [
      'zone-repaired',
      words('zone-repaired', { ...change(null, 'a record'), ...zone }),
      [
        ['Before', 'none'],
        ['After', 'a record'],
        ['Hosted zone', 'a.example (Z1)'],
      ],
    ],
    [
      'zone-repair-undone',
      words('zone-repair-undone', { ...change('a record', 'another'), ...zone }),
      [
        ['Written by the monitor', 'a record'],
        ['In the zone now', 'another'],
        ['Hosted zone', 'a.example (Z1)'],
      ],
    ],
    [
      'zone-repair-undone, deleted',
      words('zone-repair-undone', { ...change(null, null), ...zone }),
      [
        ['Written by the monitor', 'none'],
        ['In the zone now', 'none'],
        ['Hosted zone', 'a.example (Z1)'],
      ],
    ],
  ])('%s', (_name, { facts }, expected) => expect(facts).toEqual(expected));

  test('is cut after 1,024 characters, and a zone after 255 and its id after 40', () => {
    const both = change(long(1_025), long(1_026));
    const wide = { ...zone, zone: long(256), zoneId: long(41) };
    const hosted = ['Hosted zone', `${cut(255)} (${cut(40)})`];
    const X = cut(1_024);
    expect(words('mx-set-changed', both).facts).toEqual([
      ['Before', X],
      ['After', X],
    ]);
    expect(words('mx-uncovered', both).facts).toEqual([['Covered', X]]);
    expect(words('certificate-changed-under-same-tlsa', { ...both, ...certificates, publish: '' }).facts).toEqual([
      ['Certificate before', X],
      ['Certificate after', X],
    ]);
    expect(words('zone-repaired', { ...both, ...wide }).facts).toEqual([['Before', X], ['After', X], hosted]);
    expect(words('zone-repair-undone', { ...both, ...wide }).facts).toEqual([
      ['Written by the monitor', X],
      ['In the zone now', X],
      hosted,
    ]);
  });
});

describe('a headline', () => {
  test.each([
    [
      words('policy-body-changed', { ...bodies, maxAge: change(null, '86400') }),
      'The MTA-STS policy by which senders treat mail to a.example has changed: its max_age went from none to 86400 seconds.',
    ],
    [
      words('policy-body-changed', { ...bodies, maxAge: change('86400', null) }),
      'The MTA-STS policy by which senders treat mail to a.example has changed: its max_age went from 86400 to none seconds.',
    ],
    [
      words('certificate-issuer-changed', { ...change(null, null), ...certificates }),
      'Mail is delivered as before, and mx1.example.com (192.0.2.1) has a certificate of another authority: none in place of none.',
    ],
    [
      words('tlsa-changed', { ...change('a', 'b'), rollOver: 'began' }),
      'Mail is delivered as before: a.example has a TLSA record for another key beside the one in use, as before a change of keys.',
    ],
    [
      words('tlsa-changed', { ...change('a', 'b'), rollOver: 'ended' }),
      'Mail is delivered as before: a.example has TLSA records for the key in use alone, as after a change of keys.',
    ],
    [
      words('tlsa-changed', change('a', null)),
      'Senders that use DANE check the server of a.example no longer: its TLSA records have gone.',
    ],
    [words('tlsa-changed', change('a', 'b')), 'Senders that use DANE go by other TLSA records of a.example now.'],
    [
      words('mx-dnssec-changed', change('insecure', 'secure')),
      'DANE can protect mail to a.example now: its MX records are signed.',
    ],
    [
      words('mx-dnssec-changed', change('secure', 'insecure')),
      'Senders need not use DANE for mail to a.example any more: DNSSEC does not prove its MX records.',
    ],
  ])('%#', ({ headline }, expected) => expect(headline).toBe(expected));

  test('is cut where an outsider can make it long', () => {
    const mode = (length: number) => words('policy-appeared', { ...bodies, mode: change(null, long(length)) }).headline;
    expect(mode(40)).toContain(`mode ${long(40)}.`);
    expect(mode(41)).toContain(`mode ${cut(40)}.`);
    expect(words('policy-unreachable', change('a', long(101))).headline).toContain(`(${cut(100)})`);
    expect(words('mx-uncovered', change('a', long(301))).headline).toContain(`: ${cut(300)}.`);
    const wide = { ...change('a', 'b'), ...zone, zone: long(256), kinds: [long(301)] };
    expect(words('zone-repaired', wide).headline).toContain(`zone ${cut(255)} to mend a.example (${cut(300)})`);
    expect(words('zone-repair-undone', wide).headline).toContain(`zone ${cut(255)} does not`);
    expect(words('mx-set-changed', change('a', null), long(256)).headline).toBe(
      `Mail to ${cut(255)} has no MX host any more.`,
    );
  });
});

test('a type of event that is told to nobody has no heading', () => {
  expect(driftHeading('mx-set-changed')).toBe('the MX records have changed');
  expect(driftHeading('addresses-changed')).toBeUndefined();
});

describe('how grave a change is', () => {
  const severity = <T extends ToldDrift>(type: T, details: EventDetails[T]) => toldDrift(type, details).severity;
  const UNPROVEN = '3 1 1 abcd (not proven by DNSSEC)';

  test.each([
    ['other TLSA records that count', severity('tlsa-changed', change('a', '3 1 1 abcd')), 'info'],
    ['other ones that do not', severity('tlsa-changed', change('a', UNPROVEN)), 'warning'],
    ['none', severity('tlsa-changed', change('a', null)), 'warning'],
    ['a key rollover', severity('tlsa-changed', { ...change('a', UNPROVEN), rollOver: 'ended' }), 'info'],
    ['MX records signed', severity('mx-dnssec-changed', change('insecure', 'secure')), 'info'],
    ['signed no longer', severity('mx-dnssec-changed', change('secure', 'insecure')), 'warning'],
    ['not known', severity('mx-dnssec-changed', change('secure', null)), 'warning'],
  ])('%s', (_name, shown, expected) => expect(shown).toBe(expected));
});

test('a change is a message like any other', () =>
  expect(text(toldDrift('mx-dnssec-changed', change('secure', 'insecure')))).toBe(
    [
      '[warning] Senders need not use DANE for mail to a.example any more: DNSSEC does not prove its MX records.',
      'If the zone is still signed, have the DS record published at its parent again.',
      'Before: secure',
      'After: insecure',
    ].join('\n'),
  ));
