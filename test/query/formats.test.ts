import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { findingOf } from '../../lib/core/findings';
import { domainTarget, mxHostTarget, VERDICTS } from '../../lib/core/model';
import type { MonitorEvent } from '../../lib/core/model';
import { queryApp } from '../../lib/query/app';
import { badge } from '../../lib/query/formats/badge';
import { atomFeed } from '../../lib/query/formats/atom';
import { expiryCalendar } from '../../lib/query/formats/calendar';
import { eventResource } from '../../lib/query/history/event';
import { memoryStore } from '../support/memory-store';
import { state } from '../storage/fixtures';

const NOON = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;

/** Markup, quotes of every language here, a right-to-left override, controls, half a surrogate, and the end of a CDATA section. */
const HOSTILE =
  '<script>alert(1)</script>"\'&amp;]]>\u202egnp\u0000\u001b[31m\u0085\uffff\ud800\\;,\r\nBEGIN:VEVENT\n# TYPE x';
const LONG = `${'a'.repeat(63)}.`.repeat(4).slice(0, 255);

const events: readonly MonitorEvent[] = [
  {
    id: `domain/${HOSTILE}#1#0`,
    target: domainTarget(HOSTILE),
    at: NOON,
    type: 'tlsrpt-changed',
    before: HOSTILE,
    after: null,
  },
  {
    id: 'b',
    target: domainTarget(LONG),
    at: NOON - 1,
    type: 'verdict-changed',
    before: null,
    after: 'degraded',
    reasons: [HOSTILE],
  },
  {
    id: 'c',
    target: mxHostTarget('mx.example'),
    at: NOON - 2,
    type: 'finding-opened',
    since: NOON,
    finding: findingOf({
      kind: 'mx-host-certificate-name-mismatch',
      subject: mxHostTarget(HOSTILE),
      evidence: { certificate: 'ab', addresses: [HOSTILE], expected: HOSTILE, names: [HOSTILE], commonNameOnly: false },
      aspects: [],
    }),
  },
];

describe('the feed', () => {
  const feed = atomFeed(events.map(eventResource));

  test('is well-formed XML in which hostile text is text', () => {
    expect(XMLValidator.validate(feed)).toBe(true);
    // eslint-disable-next-line no-control-regex -- what XML cannot hold, and what steers a reader
    expect(feed).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u0085\u202e\ufffe\uffff]|<script|CDATA/);
    const parsed = new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(feed) as {
      feed: { entry: { title: { '#text': string }; id: string; updated: string }[] };
    };
    expect(parsed.feed.entry.map(({ title }) => title['#text'])).toEqual([
      expect.stringContaining('<script>alert(1)</script>"\'&amp;]]>\\u202egnp') as string,
      `${LONG}: degraded now`,
      expect.stringContaining('<script>') as string,
    ]);
    expect(parsed.feed.entry.map(({ updated }) => updated)).toEqual(events.map(({ at }) => new Date(at).toISOString()));
  });

  test('has the same id for the same event each time, and another for each other', () => {
    const ids = (text: string): string[] =>
      [...text.matchAll(/<id>(urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12})<\/id>/g)].map(
        ([, id = '']) => id,
      );
    expect(new Set(ids(feed)).size).toBe(4);
    expect(ids(atomFeed(events.slice(1).map(eventResource)))).toEqual(ids(feed).filter((_, n) => n !== 1));
  });

  test('of nothing is a feed all the same', () => {
    expect(XMLValidator.validate(atomFeed([]))).toBe(true);
  });
});

describe('the calendar', () => {
  const ends = [
    { target: domainTarget('a.example'), at: NOON + DAY },
    { target: mxHostTarget(HOSTILE), at: NOON + 2 * DAY },
  ];
  const text = expiryCalendar(ends, NOON);
  const unfolded = (calendar: string): string => calendar.replace(/\r\n[ \t]/g, '');

  test('has an all-day event with two alarms for each, in lines that RFC 5545 allows', () => {
    const lines = unfolded(text).split('\r\n');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('DTSTART'))).toEqual([
      'DTSTART;VALUE=DATE:20261124',
      'DTSTART;VALUE=DATE:20261125',
    ]);
    expect(lines.filter((line) => line.startsWith('TRIGGER'))).toEqual([
      'TRIGGER:-P7D',
      'TRIGGER:-P1D',
      'TRIGGER:-P7D',
      'TRIGGER:-P1D',
    ]);
    expect(lines).toContain('SUMMARY:The certificate of mta-sts.a.example ends');
    // A name can begin no line of its own.
    expect(lines.find((line) => line.includes('script'))).toMatch(
      /^SUMMARY:The certificate of <script>.*\\\\r\\\\nBEGIN:VEVENT/,
    );
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test('is the same all day, and a certificate keeps its UID for as long as it is served', () => {
    expect(expiryCalendar(ends, NOON + 60_000)).toBe(text);
    const uids = (calendar: string): string[] => unfolded(calendar).match(/^UID:.*$/gm) ?? [];
    expect(uids(expiryCalendar(ends, NOON + DAY))).toEqual(uids(text));
    expect(uids(expiryCalendar([{ target: domainTarget('a.example'), at: NOON + 90 * DAY }], NOON))).not.toContain(
      uids(text)[0],
    );
  });
});

test.each([...VERDICTS, null])('the badge for %s is well-formed, and a name for those who cannot see it', (verdict) => {
  const picture = badge(verdict);
  expect(XMLValidator.validate(picture)).toBe(true);
  expect(picture).toContain(`aria-label="MTA-STS: ${verdict ?? 'not looked at yet'}"`);
});

describe('the metrics', () => {
  const clock = { now: () => NOON };
  const seen = (notAfter: number) => ({
    '192.0.2.1': [
      {
        fingerprint: 'ab'.repeat(32),
        notAfter,
        issuer: 'CN=CA',
        keyType: 'rsa',
        dnsNames: [],
        spkiSha256: 'cd'.repeat(32),
        missedChecks: 0,
      },
    ],
  });

  async function scrape(path: string): Promise<{ readonly text: string; readonly type: string | null }> {
    const store = memoryStore(clock);
    await store.addDomain({ name: HOSTILE, source: 'test', addedAt: NOON, verdict: 'degraded', verdictSince: NOON });
    for (let n = 0; n < 300; n += 1)
      await store.addDomain({
        name: `d${n}.example`,
        source: 'test',
        addedAt: NOON,
        verdict: 'protected',
        verdictSince: NOON,
      });
    for (const [n, end] of [NOON - DAY, NOON + 2 * DAY, NOON + 13 * DAY].entries())
      await store.writeState(state(1, { target: mxHostTarget(`mx${n}.example`), certificates: seen(end) }));
    const runs = [
      {
        id: 'domains@2026-11-23T11:00:00Z',
        startedAt: NOON - 3_600_000,
        finishedAt: NOON - 3_540_000,
        planned: 301,
        done: 301,
        unknown: 4,
        failed: 0,
      },
    ];
    const app = queryApp({
      store: { ...store, runs: async () => ({ items: runs }) },
      clock,
      every: { domains: 3_600_000, mxHosts: 3_600_000 },
      place: 'a test',
    });
    const response = await app.request(path);
    return { text: await response.text(), type: response.headers.get('content-type') };
  }

  test('are OpenMetrics, and say what stands', async () => {
    const { text, type } = await scrape('/metrics');
    expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text.endsWith('# EOF\n')).toBe(true);
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(# (HELP|TYPE) mta_sts_watch_\w+ .+|# EOF|mta_sts_watch_\w+(\{(\w+="[^"\\]*",?)+\})? -?[\d.]+)$/,
      );
    for (const line of [
      'mta_sts_watch_domains{verdict="protected"} 300',
      'mta_sts_watch_certificates_ending{role="mx-host",within="0d"} 1',
      'mta_sts_watch_certificates_ending{role="mx-host",within="3d"} 2',
      'mta_sts_watch_certificates_ending{role="mx-host",within="14d"} 3',
      `mta_sts_watch_certificate_end_timestamp_seconds{role="mx-host"} ${(NOON + 2 * DAY) / 1000}`,
      'mta_sts_watch_run_duration_seconds{schedule="domains"} 60',
      'mta_sts_watch_run_targets{schedule="domains",outcome="unknown"} 4',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('do not grow with the domains, but for those that were asked for, the worst first', async () => {
    const { text } = await scrape('/metrics');
    expect(text).not.toContain('example');
    const some = (await scrape('/metrics?perDomain=3')).text
      .split('\n')
      .filter((line) => line.startsWith('mta_sts_watch_domain_verdict{'));
    expect(some).toHaveLength(3);
    // A name can neither end its label nor its line.
    expect(some[0]).toMatch(
      /^mta_sts_watch_domain_verdict\{domain="<script>alert\(1\)<\/script>\\".*\\nBEGIN:VEVENT\\n# TYPE x",verdict="degraded"\} 1$/s,
    );
  });
});
