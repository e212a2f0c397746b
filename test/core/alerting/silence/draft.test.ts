import { acknowledgementFaults, LONGEST_REASON, silenceFaults } from '../../../../lib/core/alerting';
import type { SilenceDraft } from '../../../../lib/core/alerting';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const mute: SilenceDraft = { purpose: 'mute', subject: 'example.com', from: NOW, reason: 'being moved', by: 'alice' };
const window: SilenceDraft = { ...mute, purpose: 'maintenance', until: NOW + HOUR };

test('what people ask for as a rule is right', () => {
  for (const draft of [
    mute,
    window,
    { ...mute, kind: 'tlsrpt-missing', subject: '*' },
    { ...mute, kind: 'vantage-blocked', subject: '*' },
    { ...mute, kind: 'mx-set-changed' },
    { ...window, subject: '*' },
    { ...window, weekly: true as const },
  ])
    expect(silenceFaults(draft, NOW)).toEqual([]);
  for (const subject of [
    '*.example.com',
    'domain/example.com',
    'mx-host/*.example.com',
    'xn--bcher-kva.example',
    'mx_1.example.com',
  ])
    expect(silenceFaults({ ...mute, subject }, NOW)).toEqual([]);
  expect(acknowledgementFaults({ reason: 'ordered', until: NOW + 1 }, NOW)).toEqual([]);
});

test.each<[string, Partial<SilenceDraft>, string, RegExp]>([
  ['no reason', { reason: ' \t' }, 'reason', /reason is missing/],
  ['a long reason', { reason: 'a'.repeat(LONGEST_REASON + 1) }, 'reason', /has 501 characters/],
  ['an end that has passed', { until: NOW }, 'until', /passed already/],
  ['an end far away', { until: NOW + 4_000 * 24 * HOUR }, 'until', /ten years/],
  [
    'a kind that is none, with what was meant',
    { kind: 'mx-host-starttls-mising' },
    'kind',
    /Did you mean mx-host-starttls-missing\?/,
  ],
  ['a kind that is like no other', { kind: '?' }, 'kind', /docs\/findings\.md/],
  ['a subject that is no name', { subject: 'https://example.com' }, 'subject', /"https:\/\/example\.com" is no name/],
  ['an empty subject', { subject: '' }, 'subject', /is no name/],
  ['hidden characters', { subject: 'a\u202e.example' }, 'subject', /\\u202e/],
  ['a mute of everything', { subject: '*' }, 'subject', /mute everything/],
])('%s is refused', (_name, more, field, says) => {
  const [fault, ...others] = silenceFaults({ ...mute, ...more }, NOW);
  expect(fault).toEqual({ field, says: expect.stringMatching(says) as string });
  expect(others).toEqual([]);
});

test.each<[string, Partial<Record<keyof SilenceDraft, unknown>>, string]>([
  ['maintenance without an end', { until: undefined }, 'Maintenance has an end. Say when; without one it is a mute.'],
  ['an end that is the beginning', { from: NOW + HOUR }, 'The end is not after the beginning.'],
  [
    'a weekly window of a week',
    { until: NOW + 7 * 24 * HOUR, weekly: true },
    'A window that comes each week is shorter than a week.',
  ],
])('%s is refused', (_name, more, says) => {
  expect(silenceFaults({ ...window, ...more } as SilenceDraft, NOW).map((fault) => fault.says)).toEqual([says]);
});

test('what is just within its bounds is right, and one more is not', () => {
  const faults = (more: Partial<SilenceDraft>): number => silenceFaults({ ...mute, ...more }, NOW).length;
  const tenYears = 3_653 * 24 * HOUR;
  expect([
    faults({ until: NOW + 1 }),
    faults({ until: NOW + tenYears }),
    faults({ until: NOW + tenYears + 1 }),
  ]).toEqual([0, 0, 1]);
  expect([faults({ reason: 'a'.repeat(LONGEST_REASON) }), faults({ reason: 'a'.repeat(LONGEST_REASON + 1) })]).toEqual([
    0, 1,
  ]);
  const name = (length: number): string => `domain/${'a.'.repeat(200)}`.slice(0, length - 1) + 'b';
  expect([faults({ subject: name(261) }), faults({ subject: name(262) })]).toEqual([0, 1]);
  expect([faults({ subject: 'a..example' }), faults({ subject: 'a.example.' })]).toEqual([1, 1]);
  expect(faults({ until: NOW + 7 * 24 * HOUR - 1, weekly: true })).toBe(0);
  expect(acknowledgementFaults({ reason: '', until: NOW }, NOW).map(({ field }) => field)).toEqual(['reason', 'until']);
});

test('all faults are named at once', () => {
  expect(
    silenceFaults({ ...mute, purpose: 'maintenance', reason: '', subject: '', weekly: true }, NOW).map(
      ({ field }) => field,
    ),
  ).toEqual(['reason', 'subject', 'until', 'weekly']);
  expect(silenceFaults({ ...window, from: NOW + HOUR }, NOW).map(({ field }) => field)).toEqual(['until']);
  expect(silenceFaults({ ...window, until: NOW + 7 * 24 * HOUR, weekly: true }, NOW).map(({ field }) => field)).toEqual(
    ['weekly'],
  );
});
