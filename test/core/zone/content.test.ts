import type { RecordSet } from '../../../lib/core/model';
import { ZoneContent } from '../../../lib/core/zone/content';
import { mailDomains } from '../../../lib/core/zone/mail-domains';
import { zoneCandidates, plainName } from '../../../lib/core/zone/name';
import { isWanted } from '../../../lib/core/zone/patterns';
import { comparable } from '../../../lib/core/zone/values';
import { zoneView } from '../../../lib/core/zone/view';

const set = (name: string, type: string, values: readonly string[], change: Partial<RecordSet> = {}): RecordSet => ({
  name,
  type,
  ttl: 300,
  values,
  ...change,
});
const zone = (...sets: readonly RecordSet[]): ZoneContent =>
  new ZoneContent('example.com', [
    set('example.com', 'NS', ['ns-2.awsdns.org.', 'NS-1.awsdns.com.']),
    set('example.com', 'SOA', ['ns-1.awsdns.com. hostmaster.example.com. 1 7200 900 1209600 600'], { ttl: 900 }),
    ...sets,
  ]);
const mx = (name: string, ...values: readonly string[]): RecordSet => set(name, 'MX', values);
const txt = (name: string, text: string): RecordSet => set(name, 'TXT', [`"${text}"`]);

describe('what a zone holds for a name', () => {
  const content = zone(
    txt('_mta-sts.example.com', 'v=STSv1; id=1;'),
    set('_smtp._tls.example.com', 'CNAME', ['Reports.provider.example.']),
    set('*.example.com', 'TXT', ['"everywhere"']),
    set('*.cname.example.com', 'CNAME', ['target.example.']),
    set('sub.example.com', 'NS', ['ns.elsewhere.example.']),
    txt('_mta-sts.sub.example.com', 'left behind'),
    set('w.example.com', 'TXT', ['"a"'], { routed: true }),
    set('w.example.com', 'TXT', ['"b"'], { routed: true }),
    { name: 'alias.example.com', type: 'MX', values: [], aliasOf: 'mail.example.com' },
    set('a.deep.example.com', 'A', ['192.0.2.1']),
  );

  test.each([
    ['_mta-sts.example.com', 'TXT', { state: 'records', set: { values: ['"v=STSv1; id=1;"'] } }],
    ['_mta-sts.example.com', 'TLSA', { state: 'none' }],
    ['_smtp._tls.example.com', 'TXT', { state: 'cname', target: 'reports.provider.example', ttl: 300 }],
    // RFC 4592: a wildcard answers for names that do not exist, at the closest encloser alone.
    ['_mta-sts.other.example.com', 'TXT', { state: 'records', wildcard: true, set: { values: ['"everywhere"'] } }],
    ['_mta-sts.other.example.com', 'MX', { state: 'none' }],
    ['_mta-sts.deep.example.com', 'TXT', { state: 'none' }],
    ['deep.example.com', 'TXT', { state: 'none' }],
    ['x.cname.example.com', 'TXT', { state: 'cname', target: 'target.example' }],
    ['_mta-sts.sub.example.com', 'TXT', { state: 'delegated', at: 'sub.example.com' }],
    ['sub.example.com', 'MX', { state: 'delegated', at: 'sub.example.com' }],
    ['w.example.com', 'TXT', { state: 'routed' }],
    ['alias.example.com', 'MX', { state: 'alias', target: 'mail.example.com' }],
  ] as const)('%s %s', (name, type, holding) => {
    expect(content.holding(name, type)).toMatchObject(holding);
  });

  test('its name servers, and how long absence is remembered', () => {
    expect(content.nameServers).toEqual(['ns-1.awsdns.com', 'ns-2.awsdns.org']);
    expect(content.negativeTtl).toBe(600);
    expect(new ZoneContent('example.com', []).negativeTtl).toBe(900);
  });
});

describe('mail domains of a zone', () => {
  test.each([
    ['the zone itself, with MX records', [mx('example.com', '10 mx.example.com.')], ['example.com']],
    ['no MX record', [txt('example.com', 'v=spf1 -all')], []],
    ['a null MX', [mx('example.com', '0 .')], []],
    [
      'a null MX, and a policy',
      [mx('example.com', '0 .'), txt('_mta-sts.example.com', 'v=STSv1; id=1;')],
      ['example.com'],
    ],
    ['a null MX beside another', [mx('example.com', '0 .', '10 mx.example.com.')], ['example.com']],
    ['a name below it', [mx('lists.example.com', '10 mx.example.com.')], ['lists.example.com']],
    [
      'a name with a record of MTA-STS alone',
      [set('_mta-sts.news.example.com', 'CNAME', ['x.example.'])],
      ['news.example.com'],
    ],
    ['a name with a TLSRPT record alone', [txt('_smtp._tls.news.example.com', 'v=TLSRPTv1;')], ['news.example.com']],
    ['a wildcard', [mx('*.example.com', '10 mx.example.com.')], []],
    [
      'what a delegation left behind',
      [
        set('sub.example.com', 'NS', ['ns.example.']),
        mx('sub.example.com', '10 mx.'),
        mx('a.sub.example.com', '10 mx.'),
      ],
      [],
    ],
    ['a name that is no domain of mail', [mx('_odd.example.com', '10 mx.example.com.')], []],
    [
      'weighted MX sets',
      [
        { ...mx('example.com', '10 a.'), routed: true as const },
        { ...mx('example.com', '10 b.'), routed: true as const },
      ],
      ['example.com'],
    ],
  ])('%s', (_, sets, expected) => {
    expect(mailDomains(zone(...sets))).toEqual(expected);
  });

  test.each([
    [{}, ['a.example.com', 'b.example.org']],
    [{ include: ['*.example.com'] }, ['a.example.com']],
    [{ exclude: ['a.*'] }, ['b.example.org']],
    [{ include: ['*'], exclude: ['*.org'] }, ['a.example.com']],
    [{ include: ['a.example.co.'] }, []],
    [{ include: ['a*e*.com'], exclude: ['a.example.comma*'] }, ['a.example.com']],
    [{ include: ['a.ex*xample.com', 'b.example*.example.org', 'a*e*z*m'] }, []],
    [{ include: ['**', 'b*'] }, ['a.example.com', 'b.example.org']],
  ])('patterns %j', (patterns, expected) => {
    expect(['a.example.com', 'b.example.org'].filter((name) => isWanted(name, patterns))).toEqual(expected);
  });

  test('a pattern of many stars is tried in one pass over the name, and so ends', () => {
    const name = `${'a'.repeat(60)}.${'a'.repeat(60)}.example`;
    expect(isWanted(name, { include: [`${'*a'.repeat(60)}*b`] })).toBe(false);
    expect(isWanted(name, { include: [`${'*a'.repeat(60)}*e`] })).toBe(true);
  });
});

test('the view of a domain: what can be compared, in one form', () => {
  const content = zone(
    mx('example.com', '20 MX2.other.example.', '10  mx1.Example.com.'),
    txt('_mta-sts.example.com', 'v=STSv1; id=1;'),
    set('_25._tcp.mx1.example.com', 'TLSA', ['3 1 1 AB CD']),
    set('_smtp._tls.example.com', 'TXT', ['"a"'], { routed: true }),
  );
  const view = zoneView('example.com', content, {
    zone: { id: 'Z1', name: 'example.com', isPrivate: false },
    account: 'own account',
    readAt: 5,
  });
  expect(view).toEqual({
    zone: 'example.com',
    zoneId: 'Z1',
    account: 'own account',
    readAt: 5,
    nameServers: ['ns-1.awsdns.com', 'ns-2.awsdns.org'],
    negativeTtl: 600,
    intended: [
      { name: '_mta-sts.example.com', type: 'TXT', ttl: 300, records: ['v=STSv1; id=1;'] },
      { name: 'example.com', type: 'MX', ttl: 300, records: ['10 mx1.example.com', '20 mx2.other.example'] },
      { name: '_25._tcp.mx1.example.com', type: 'TLSA', ttl: 300, records: ['3 1 1 abcd'] },
    ],
  });
});

test.each([
  ['MX', '0 .', '0 .'],
  ['MX', '010 Mail.Example.', '10 mail.example'],
  ['TLSA', '3 1 1 00FF', '3 1 1 00ff'],
  ['TXT', '"a" "b"', 'ab'],
] as const)('%s %s is compared as %s', (type, value, text) => {
  expect(comparable(type, value)).toBe(text);
});

test('names as Route 53 writes them', () => {
  expect(plainName('\\052.Example.com.')).toBe('*.example.com');
  expect(zoneCandidates('a.b.example.com')).toEqual(['a.b.example.com', 'b.example.com', 'example.com']);
});
