import { createHash } from 'node:crypto';
import { judgeDomain } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, nextState } from '../../../lib/core/diff';
import type { DomainObservation, MonitorEvent, TargetState } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import { domainObservation, HOUR, http, NOW, policyFetch } from '../../support/observations';
import { readDomain } from '../../../lib/core/reading';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const POLICY = lines('version: STSv1', 'mode: enforce', 'mx: mx1.example.com', 'mx: *.example.net', 'max_age: 604800');

const serving = (body: string): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http({ body }) }) });
const txt = (name: 'stsRecord' | 'tlsRptRecord', ...records: readonly string[]): DomainObservation =>
  domainObservation({ [name]: present({ cnameChain: [], ttl: 300, records: records.map((record) => [record]) }) });
const mx = (...records: readonly (readonly [number, string])[]): DomainObservation =>
  domainObservation({
    mx: present({
      cnameChain: [],
      ttl: 300,
      records: records.map(([preference, exchange]) => ({ preference, exchange })),
    }),
  });

/** The events of hourly checks, really judged, after the first. */
function eventsOf(...observations: readonly DomainObservation[]): readonly MonitorEvent[] {
  let state: TargetState | undefined;
  return observations.flatMap((observation, index) => {
    const seen = { ...observation, observedAt: NOW + index * HOUR };
    const transition = nextState(state, domainCheck(readDomain(seen), judgeDomain(readDomain(seen))), {
      ...DEFAULT_DIFF_OPTIONS,
      vantageGood: () => true,
    });
    if (transition.outcome !== 'changed') return [];
    state = transition.state;
    return index === 0 ? [] : transition.events;
  });
}

describe('a policy that means the same to senders is no change', () => {
  test.each([
    ['LF in place of CRLF', POLICY.replaceAll('\r\n', '\n')],
    ['no line end at the end', POLICY.trimEnd()],
    [
      'another order',
      lines('version: STSv1', 'max_age: 604800', 'mx: *.example.net', 'mx: mx1.example.com', 'mode: enforce'),
    ],
    ['names in capitals', POLICY.replace('mx1.example.com', 'MX1.Example.COM')],
    ['spaces before the values', POLICY.replaceAll(': ', ':   ')],
    ['a pattern twice', POLICY.replace('max_age', 'mx: MX1.example.com\r\nmax_age')],
    ['an extension field', `${POLICY}made_at: 2026-11-23T12:00:00Z\r\n`],
  ])('%s', (_, body) => {
    // As the publisher meant it, the id changes with the text or it does not.
    const told = eventsOf(serving(POLICY), serving(body), serving(body), serving(POLICY));
    expect(told.filter((event) => !('finding' in event) || event.finding.severity !== 'info')).toEqual([]);
  });

  test('a time stamp in an extension field that differs at each check', () => {
    const stamped = (hour: number): DomainObservation =>
      serving(`${POLICY}generated_at: 2026-11-23T${hour}:00:00Z\r\n`);
    expect(eventsOf(...[10, 11, 12, 13, 14, 15].map(stamped))).toEqual([]);
  });

  test('and its text is kept as served, for the next difference', () => {
    const lf = POLICY.replaceAll('\r\n', '\n');
    const shorter = serving(lf.replace('604800', '86400'));
    const before = eventsOf(serving(POLICY), serving(lf), shorter).find(({ type }) => type === 'policy-body-changed');
    expect(before).toMatchObject({ before: createHash('sha256').update(lf).digest('hex') });
  });
});

describe('what senders act on is a change', () => {
  test.each([
    ['mode', POLICY.replace('enforce', 'testing')],
    ['max_age', POLICY.replace('604800', '604801')],
    ['a pattern more', POLICY.replace('max_age', 'mx: mx2.example.com\r\nmax_age')],
    ['a pattern less', POLICY.replace('mx: *.example.net\r\n', '')],
  ])('%s', (_, body) => {
    expect(eventsOf(serving(POLICY), serving(body)).map(({ type }) => type)).toContain('policy-body-changed');
  });
});

describe('a record that means the same to senders is no change', () => {
  test.each<readonly [string, DomainObservation, DomainObservation]>([
    ['STS: spaces', txt('stsRecord', 'v=STSv1; id=1;'), txt('stsRecord', 'v=STSv1;id=1')],
    ['STS: an extension field', txt('stsRecord', 'v=STSv1; id=1;'), txt('stsRecord', 'v=STSv1; id=1; by=somebody;')],
    [
      'TLSRPT: order and spaces',
      txt('tlsRptRecord', 'v=TLSRPTv1; rua=mailto:a@example.com,https://r.example.net/a'),
      txt('tlsRptRecord', 'v=TLSRPTv1;rua=https://r.example.net/a,mailto:a@example.com;'),
    ],
    [
      'TLSRPT: capitals in a host',
      txt('tlsRptRecord', 'v=TLSRPTv1; rua=mailto:a@example.com'),
      txt('tlsRptRecord', 'v=TLSRPTv1; rua=MAILTO:a@Example.COM'),
    ],
    [
      'MX: order',
      mx([10, 'mx1.example.com'], [10, 'mx2.example.com']),
      mx([10, 'mx2.example.com'], [10, 'mx1.example.com']),
    ],
    ['MX: capitals', mx([10, 'mx1.example.com']), mx([10, 'MX1.example.com'])],
    ['MX: a record twice', mx([10, 'mx1.example.com']), mx([10, 'mx1.example.com'], [10, 'mx1.example.com'])],
  ])('%s', (_, one, other) => {
    expect(eventsOf(one, other, other, one).filter((event) => !('finding' in event))).toEqual([]);
  });

  test.each<readonly [string, DomainObservation, DomainObservation]>([
    [
      'tlsrpt-changed',
      txt('tlsRptRecord', 'v=TLSRPTv1; rua=mailto:a@example.com'),
      txt('tlsRptRecord', 'v=TLSRPTv1; rua=mailto:A@example.com'),
    ],
    ['sts-record-id-changed', txt('stsRecord', 'v=STSv1; id=a;'), txt('stsRecord', 'v=STSv1; id=A;')],
    ['mx-set-changed', mx([10, 'mx1.example.com']), mx([20, 'mx1.example.com'])],
  ])('%s', (type, one, other) => {
    expect(eventsOf(one, other).map((event) => event.type)).toContain(type);
  });
});
