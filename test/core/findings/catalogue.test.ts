import {
  CATALOGUE,
  describeFinding,
  entryOf,
  FINDING_KINDS,
  findingOf,
  KINDS_BY_AREA,
} from '../../../lib/core/findings';
import type { Finding, FindingKind } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { mismatchReason } from '../../../lib/core/mta-sts/match';
import { DAY, HOUR, NOW } from '../../support/observations';

const EXPIRED_AT = Date.UTC(2026, 10, 23, 9, 30);

/** A finding of the kind with the catalogue's own example. */
const exampleOf = (kind: FindingKind): Finding => {
  const subject = kind.startsWith('mx-host-') ? mxHostTarget('mx1.example.com') : domainTarget('example.com');
  return findingOf({ kind, subject, evidence: entryOf(kind).example, aspects: [] });
};

describe.each(FINDING_KINDS.map((kind) => [kind] as const))('%s', (kind) => {
  const words = describeFinding(exampleOf(kind), NOW);
  const entry = entryOf(kind);

  test('says all that people need', () => {
    expect(words.title).toMatch(/^\S.{8,90}[^.]$/);
    expect(entry.heading).toMatch(/^[A-Z].{8,70}[^.]$/);
    expect(words.because).toMatch(/^([a-z_]|[A-Z]{2}).{8,180}[^.]$/s);
    expect(words.why).toMatch(/^[A-Z].*\.$/s);
    expect(words.fixSteps.length).toBeGreaterThan(0);
    expect(words.evidence.length).toBeGreaterThan(0);
    expect(words.references.length).toBeGreaterThan(0);
    for (const sentence of Object.values(words.senders)) expect(sentence).toMatch(/^[A-Z].*\.$/s);
    expect(words.docs).toBe(`findings.md#${kind}`);
  });

  test('names whose fault it is', () => {
    expect(`${words.title} ${words.because}`).toContain(
      kind.startsWith('mx-host-') ? 'mx1.example.com' : 'example.com',
    );
  });

  test('has effects that agree with each other', () => {
    if (entry.refusesMx === true) expect(entry.mail).toBe('refused');
    if (entry.refusesMx === true || entry.underPolicyOnly === true) expect(kind).toMatch(/^mx-host-/);
    if (entry.mail === 'unprotected' && kind.startsWith('mx-host-'))
      throw new Error('an MX host has no policy to lose');
    if (entry.mail === 'none') expect(['info', 'warning']).toContain(entry.severity);
    if (entry.mail === 'refused') expect(entry.severity).toBe('error');
    // What RFC 8460 lets senders report, they report in mode testing too.
    if (entry.refusesMx === true && entry.resultType !== null) expect(entry.senders.testing).toBeDefined();
  });

  test('points at sections that exist', () => {
    for (const { url } of words.references)
      expect(url).toMatch(
        /^https:\/\/(www\.rfc-editor\.org\/rfc\/rfc\d+\.html#section-\d+(\.\d+)*|www\.cve\.org\/CVERecord\?id=CVE-\d+-\d+)$/,
      );
  });
});

test('each kind stands in one area', () => {
  const placed = KINDS_BY_AREA.flatMap(({ kinds }) => kinds);
  expect([...placed].sort()).toEqual(Object.keys(CATALOGUE).sort());
});

const kindOfType = (type: string): readonly FindingKind[] =>
  FINDING_KINDS.filter((kind) => entryOf(kind).resultType === type);

test.each([
  ['starttls-not-supported', 'mx-host-starttls-missing', '551 5.7.4'],
  ['validation-failure', 'mx-host-tls-version', '551 5.7.6'],
  ['validation-failure', 'mx-not-covered', '551 5.4.8'],
  ['certificate-host-mismatch', 'mx-host-certificate-name-mismatch', '551 5.7.5'],
  ['certificate-expired', 'mx-host-certificate-expired', '551 5.7.5'],
  ['certificate-not-trusted', 'mx-host-certificate-untrusted', '551 5.7.5'],
  ['sts-webpki-invalid', 'policy-host-certificate-expired', ''],
  ['sts-policy-fetch-error', 'policy-http-status', ''],
  ['sts-policy-invalid', 'policy-invalid', ''],
] as const)('result type %s: %s, and Exchange Online answers %s', (type, kind, bounce) => {
  expect(kindOfType(type)).toContain(kind);
  expect(entryOf(kind).senders.exchangeOnline).toContain(bounce);
});

describe('the words of an alert', () => {
  const expired = (evidence: object): Finding =>
    findingOf({
      kind: 'mx-host-certificate-expired',
      subject: mxHostTarget('mx1.example.com'),
      evidence: { ...CATALOGUE['mx-host-certificate-expired'].example, ...evidence },
      aspects: [],
    });

  test.each([
    [expired({}), EXPIRED_AT + 2 * HOUR, 'the certificate of mx1.example.com expired 2 hours ago'],
    [expired({}), EXPIRED_AT + 3 * DAY, 'the certificate of mx1.example.com expired 3 days ago'],
    [expired({}), EXPIRED_AT + 1000, 'the certificate of mx1.example.com expired just now'],
    [
      expired({ role: 'intermediate', certificateSubject: 'CN=R3' }),
      EXPIRED_AT + HOUR,
      'the intermediate certificate CN=R3 that mx1.example.com serves expired 1 hour ago',
    ],
    [exampleOf('mx-host-certificate-expiring'), EXPIRED_AT, 'the certificate of mx1.example.com expires in 6 days'],
    [
      exampleOf('mx-host-certificate-expiring'),
      EXPIRED_AT + 6 * DAY + 2 * HOUR,
      'the certificate of mx1.example.com expired 2 hours ago',
    ],
    [
      exampleOf('policy-host-certificate-expired'),
      EXPIRED_AT + HOUR,
      'the certificate of mta-sts.example.com expired 1 hour ago',
    ],
    [
      exampleOf('mx-host-certificate-name-mismatch'),
      NOW,
      'the certificate of mx1.example.com is for mail.example.net and *.example.net instead',
    ],
    [exampleOf('mx-host-unreachable'), NOW, 'mx1.example.com is not reachable from here (no answer in time)'],
    [exampleOf('mx-not-covered'), NOW, 'the policy of example.com does not cover mx3.example.net'],
    [exampleOf('policy-invalid'), NOW, 'the policy of example.com is not valid ("enforcer" is not a mode)'],
  ])('%#: %s', (finding, now, because) => {
    expect(describeFinding(finding, now).because).toBe(because);
  });
});

describe('what to publish is written out', () => {
  test('a first policy and its records', () => {
    expect(describeFinding(exampleOf('mta-sts-not-used'), NOW).fix.split('\n')).toEqual(
      expect.arrayContaining([
        '_mta-sts.example.com. IN TXT "v=STSv1; id=20261123120000Z;"',
        '_smtp._tls.example.com. IN TXT "v=TLSRPTv1; rua=mailto:tls-reports@example.com"',
        'mode: testing',
        'mx: mx1.example.com',
        'mx: mx2.example.com',
      ]),
    );
  });

  test('the lines that a policy lacks', () => {
    expect(describeFinding(exampleOf('mx-not-covered'), NOW).fix).toContain('\nmx: mx3.example.net\n');
  });

  test.each([
    ['*.mail.example', 'a.b.mail.example', 'has more than one there'],
    ['*.mail.example', 'mail.example', 'has none there'],
    ['mail.example', 'mx.mail.example', 'matches only that exact name'],
  ])('why %s misses %s, as lint match says it', (pattern, exchange, reason) => {
    const { evidence } = describeFinding(
      findingOf({
        kind: 'mx-not-covered',
        subject: domainTarget('example.com'),
        evidence: { exchanges: [exchange], patterns: ['other.example', pattern], mode: 'enforce', all: true },
        aspects: [],
      }),
      NOW,
    );
    expect(mismatchReason(pattern, exchange)).toContain(reason);
    expect(evidence.map(([name, value]) => `${name}: ${value}`).join('\n')).toContain(
      `${pattern} does not match ${exchange}: ${mismatchReason(pattern, exchange)} (RFC 8461 section 4.1).`,
    );
  });

  test('the line that corrects a policy', () => {
    expect(describeFinding(exampleOf('policy-invalid'), NOW).fix).toBe(
      '1. Replace line 2 of the policy with:\nmode: enforce\n2. Change the id in the STS record after that, or senders keep using their cached policy.',
    );
  });

  test('of a problem that an older release stored, what it says', () => {
    const problems = [{ kind: 'bad-mode', message: '"x" is not a mode. Write:\nmode: none', line: 2 }];
    const finding = findingOf({
      kind: 'policy-invalid',
      subject: domainTarget('example.com'),
      evidence: { text: '', problems },
      aspects: [],
    });
    expect(describeFinding(finding, NOW).fixSteps[0]).toEqual({
      words: 'Correct line 2 of the policy: "x" is not a mode. Write.',
    });
  });
});
