import { hasEscalated, saysTheSame } from '../../../lib/core/diff/escalation';
import { findingOf } from '../../../lib/core/findings';
import type { Finding } from '../../../lib/core/model';
import { DOMAIN, expired, expiring } from './checks';

/** The certificate of these findings is valid for 90 days. */
describe('a threshold of expiry is passed when less time is left than at the one before', () => {
  test.each([
    ['14d', '7d', true],
    ['7d', '14d', false],
    ['7d', '7d', false],
    ['2d', '1.5d', true],
    ['1.5d', '2d', false],
    // Percent of the lifetime, as long as it is: 10% of 90 days are 9 days.
    ['30%', '10%', true],
    ['10%', '30%', false],
    ['10.5%', '10.2%', true],
    ['10%', '8d', true],
    ['8d', '10%', false],
    ['10%', '10d', false],
    ['10d', '10%', true],
    ['9d', '10%', false],
    // Of both the tighter counts.
    ['20d/10%', '8d', true],
    ['8d', '20d/10%', false],
    ['20d/10%', '10d', false],
    ['20d/33%', '19d/10%', true],
    ['1d/33%', '2d/1%', true],
  ])('from %s to %s: %s', (before, now, worse) => {
    expect(hasEscalated(expiring(before, 'aa'), withoutList(expiring(now, 'aa')))).toBe(worse);
  });

  test('a threshold that an earlier release wrote in another way says nothing', () => {
    expect(hasEscalated(expiring('soon'), expiring('7d'))).toBe(false);
    expect(hasEscalated(expiring('7d'), expiring('soon'))).toBe(false);
  });

  /** One that two certificates have in turn, with the threshold that each has passed. */
  const ofTwo = (aa: string, bb: string): Finding => {
    const finding = expiring(aa, 'aa') as Finding<'mx-host-certificate-expiring'>;
    const [first] = finding.evidence.certificates ?? [];
    if (first === undefined) throw new Error('no certificate is listed');
    const second = { ...first, fingerprint: 'bb', threshold: bb };
    return { ...finding, evidence: { ...finding.evidence, certificates: [first, second] } };
  };

  test.each([
    ['is not measured by the other', ofTwo('2d', '14d'), expiring('7d', 'bb'), true],
    ['passes each threshold once', ofTwo('2d', '7d'), expiring('7d', 'bb'), false],
    ['is measured by the other when it is new', expiring('7d', 'aa'), expiring('14d', 'bb'), false],
    ['and is new, but expires sooner', expiring('7d', 'aa'), expiring('2d', 'bb'), true],
  ])('another certificate %s', (_, before, now, worse) => {
    expect(hasEscalated(before, now)).toBe(worse);
  });

  test('a graver fault is one; that an alias was not seen by an earlier release makes none', () => {
    const [aliased, graver] = (['warning', 'critical'] as const).map((severity) => ({
      ...expired(),
      severity,
      evidence: { ...expired().evidence, cnameChain: ['mail.example.net'] },
    })) as unknown as [Finding, Finding];
    expect(hasEscalated(aliased, graver)).toBe(true);
    expect(hasEscalated({ ...expired(), severity: 'warning' }, graver)).toBe(false);
  });

  test('a fault without a threshold gets no worse', () => {
    expect(hasEscalated(expired(), expired())).toBe(false);
  });
});

/** As when the list of certificates is not made yet. */
const withoutList = (finding: Finding): Finding =>
  ({ ...finding, evidence: { ...finding.evidence, certificates: undefined } }) as Finding;

describe('two checks say the same about a fault', () => {
  const differs = (change: object): Finding =>
    findingOf({
      kind: 'zone-record-differs',
      subject: DOMAIN,
      evidence: {
        name: '_mta-sts.example.com',
        type: 'TXT',
        zone: ['a', 'b'],
        world: ['c'],
        zoneReadAt: 1,
        settlesAfter: 300,
        ...change,
      } as never,
      aspects: ['sts-record', 'mx'],
    });

  test.each<[string, Finding, boolean]>([
    ['when the zone was read again', differs({ zoneReadAt: 2 }), true],
    ['when caches need another time', differs({ settlesAfter: 200 }), true],
    ['in another order of values', differs({ zone: ['b', 'a'] }), true],
    ['in another order of aspects', { ...differs({}), aspects: ['mx', 'sts-record'] }, true],
    ['not with another value', differs({ zone: ['a', 'x'] }), false],
    ['not with a value less', differs({ zone: ['a'] }), false],
    ['not with another aspect', { ...differs({}), aspects: ['sts-record', 'tlsa'] }, false],
  ])('%s', (_, now, expected) => {
    expect(saysTheSame(differs({}), now)).toBe(expected);
  });
});
