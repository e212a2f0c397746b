import { judgeDomain } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, nextState } from '../../../lib/core/diff';
import type { DomainObservation, MonitorEvent, TargetState } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import {
  domainObservation,
  failedFetch,
  HOUR,
  http,
  NOW,
  omit,
  policyFetch,
  policyText,
} from '../../support/observations';
import { readDomain } from '../../../lib/core/reading';

const mx = (...exchanges: readonly string[]) =>
  present({ cnameChain: [], ttl: 300, records: exchanges.map((exchange, preference) => ({ preference, exchange })) });
const absent = { state: 'absent', reason: 'no-name' } as const;
const uncovered = domainObservation({ mx: mx('mx1.example.com', 'mx9.example.net') });
const answering = (status: number): DomainObservation => ({
  ...uncovered,
  policyFetch: policyFetch({ http: http({ status, body: '' }) }),
});

/** The events of hourly looks, really judged. */
function eventsOf(...observations: readonly DomainObservation[]): readonly MonitorEvent[] {
  const events: MonitorEvent[] = [];
  let state: TargetState | undefined;
  observations.forEach((observed, index) => {
    const observation = { ...observed, observedAt: NOW + index * HOUR };
    const transition = nextState(state, domainCheck(readDomain(observation), judgeDomain(readDomain(observation))), {
      ...DEFAULT_DIFF_OPTIONS,
      vantageGood: () => true,
    });
    if (transition.outcome !== 'changed') return;
    state = transition.state;
    events.push(...transition.events);
  });
  return events;
}

/** What they tell of findings of a kind. */
const told = (kind: string, ...observations: readonly DomainObservation[]): readonly string[] =>
  eventsOf(...observations).flatMap((event) => ('finding' in event && event.finding.kind === kind ? [event.type] : []));

describe('an MX host that the policy leaves out stays so', () => {
  test.each<readonly [string, readonly DomainObservation[]]>([
    ['one bad answer', [answering(503), uncovered]],
    [
      'a policy that is gone for good, while its record stands',
      [answering(404), answering(404), answering(404), answering(404)],
    ],
    [
      'an answer that does not come',
      [{ ...uncovered, policyFetch: failedFetch({ step: 'response', cause: 'timeout', detail: '' }) }],
    ],
    ['a policy host without an address', [{ ...uncovered, policyFetch: policyFetch({ addresses: absent }) }]],
  ])('through %s', (_, observations) => {
    expect(told('mx-not-covered', uncovered, ...observations)).toEqual(['finding-opened']);
  });

  test('until the policy or the MX records are mended', () => {
    expect(told('mx-not-covered', uncovered, answering(503), domainObservation())).toEqual([
      'finding-opened',
      'finding-resolved',
    ]);
  });

  test('and is not called solved when record and policy are taken away: senders refuse it by the policy that they hold', () => {
    const removed = { ...omit(uncovered, 'policyFetch'), stsRecord: absent };
    const resolved = eventsOf(uncovered, removed).filter(({ type }) => type === 'finding-resolved');
    expect(resolved).toMatchObject([
      { finding: { kind: 'mx-not-covered' }, supersededBy: 'mta-sts-not-used|domain/example.com' },
      { finding: { kind: 'policy-mx-unused' } },
    ]);
  });
});

test('servers of a policy host that answer in turn make one finding, not one for each turn', () => {
  const sound = domainObservation();
  const wrong = domainObservation({ policyFetch: policyFetch({ http: http({ contentType: 'text/html' }) }) });
  expect(told('policy-content-type', sound, wrong, sound, wrong, sound, sound, wrong, sound, sound)).toEqual([
    'finding-opened',
  ]);
});

test('a null MX beside others is no host that the policy leaves out', () => {
  const types = eventsOf(
    domainObservation(),
    domainObservation({ mx: mx('mx1.example.com', 'mx2.example.com', '') }),
  ).map(({ type }) => type);
  expect(types).toEqual(['target-added', 'finding-opened', 'mx-set-changed']);
});

test('whoever gives up MTA-STS as RFC 8461 section 8.3 says is told of no loss', () => {
  const none = domainObservation({ policyFetch: policyFetch({ http: http({ body: policyText({ mode: 'none' }) }) }) });
  const withoutRecord = { ...none, stsRecord: absent };
  const events = eventsOf(none, withoutRecord, omit(withoutRecord, 'policyFetch'));
  expect(events.filter(({ type }) => type === 'sts-record-vanished' || type === 'policy-unreachable')).toMatchObject([
    { type: 'sts-record-vanished', policyMode: 'none' },
    { type: 'policy-unreachable', policyMode: 'none' },
  ]);
  expect(events.filter((event) => 'finding' in event && event.finding.severity !== 'info')).toEqual([]);
});

describe('what is out of sight is not absent', () => {
  const silent = failedFetch({ step: 'connect', cause: 'timeout', detail: '' });
  const withoutRecord = { ...uncovered, stsRecord: absent };
  const testing = policyFetch({ http: http({ body: policyText({ mode: 'testing' }) }) });

  test('a missing STS record stays missing while the policy host does not answer; nothing says that MTA-STS is not used', () => {
    const unseen = { ...withoutRecord, policyFetch: silent };
    const events = eventsOf(withoutRecord, unseen, unseen, unseen, unseen, withoutRecord);
    expect(events.flatMap((event) => ('finding' in event ? [`${event.type} ${event.finding.kind}`] : []))).toEqual([
      'finding-opened sts-record-missing',
      'finding-opened mx-not-covered',
      'finding-opened policy-mx-unused',
    ]);
  });

  test.each<[string, string, DomainObservation]>([
    ['a missing TLSRPT record', 'tlsrpt-missing', domainObservation({ tlsRptRecord: absent, policyFetch: testing })],
    ['a domain without MX hosts', 'mx-missing', domainObservation({ mx: absent, domainAddresses: absent })],
  ])('%s gets no better while the policy is out of sight, and so no worse when it is back', (_, kind, seen) => {
    const unseen = { ...seen, policyFetch: silent };
    expect(told(kind, seen, unseen, unseen, seen)).toEqual(['finding-opened']);
  });
});

describe('an alias that an earlier release did not see', () => {
  const gone = { ...absent, cnameChain: ['gone.example.net'] };
  const meant = { ...gone, aliasFrom: 'name' } as const;

  test('makes nothing graver at the first check after an upgrade', () => {
    const before = domainObservation({ tlsRptRecord: absent });
    const after = domainObservation({ tlsRptRecord: meant });
    expect(told('tlsrpt-missing', before, after, after)).toEqual(['finding-opened']);
  });

  test('opens a missing STS record only when three checks have shown it', () => {
    const before = omit(domainObservation({ stsRecord: gone }), 'policyFetch');
    const after = omit(domainObservation({ stsRecord: meant }), 'policyFetch');
    expect(told('sts-record-missing', before, after, after)).toEqual([]);
    expect(told('sts-record-missing', before, after, after, after)).toEqual(['finding-opened']);
  });
});
