import { judgeDomain } from '../../../lib/core/checks';
import { DEFAULT_LOOKS, domainLook, nextState } from '../../../lib/core/diff';
import type { DomainObservation, MonitorEvent, TargetState } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import { domainObservation, failedFetch, HOUR, http, NOW, omit, policyFetch } from '../../support/observations';

const mx = (...exchanges: readonly string[]) => present({ cnameChain: [], ttl: 300, records: exchanges.map((exchange, preference) => ({ preference, exchange })) });
const absent = { state: 'absent', reason: 'no-name' } as const;
const uncovered = domainObservation({ mx: mx('mx1.example.com', 'mx9.example.net') });
const answering = (status: number): DomainObservation => ({ ...uncovered, policyFetch: policyFetch({ http: http({ status, body: '' }) }) });

/** What hourly looks, really judged, tell of findings of a kind. */
function told(kind: string, ...looks: readonly DomainObservation[]): readonly string[] {
  const events: MonitorEvent[] = [];
  let state: TargetState | undefined;
  looks.forEach((look, index) => {
    const observation = { ...look, observedAt: NOW + index * HOUR };
    const transition = nextState(state, domainLook(observation, judgeDomain(observation)), { ...DEFAULT_LOOKS, vantageGood: () => true });
    if (transition.outcome !== 'changed') return;
    state = transition.state;
    events.push(...transition.events);
  });
  return events.flatMap((event) => ('finding' in event && event.finding.kind === kind ? [event.type] : []));
}

describe('an MX host that the policy leaves out stays so', () => {
  test.each([
    ['one bad answer', answering(503), uncovered],
    ['a policy that is gone for good, while its record stands', answering(404), answering(404), answering(404), answering(404)],
    ['an answer that does not come', { ...uncovered, policyFetch: failedFetch({ step: 'response', cause: 'timeout', detail: '' }) }],
    ['a policy host without an address', { ...uncovered, policyFetch: omit(policyFetch({ addresses: absent }), 'http', 'tls', 'address') }],
  ])('through %s', (_, ...looks) => {
    expect(told('mx-not-covered', uncovered, ...looks)).toEqual(['finding-opened']);
  });

  test('until the policy or the MX records are mended', () => {
    expect(told('mx-not-covered', uncovered, answering(503), domainObservation())).toEqual(['finding-opened', 'finding-resolved']);
  });

  test('and is not called solved when record and policy are taken away: senders refuse it by the policy that they hold', () => {
    const removed = { ...omit(uncovered, 'policyFetch'), stsRecord: absent };
    const state = nextState(undefined, domainLook(uncovered, judgeDomain(uncovered)), { ...DEFAULT_LOOKS, vantageGood: () => true });
    if (state.outcome !== 'changed') throw new Error('the first look changed nothing');
    const later = { ...removed, observedAt: NOW + HOUR };
    const after = nextState(state.state, domainLook(later, judgeDomain(later)), { ...DEFAULT_LOOKS, vantageGood: () => true });
    const resolved = after.outcome === 'changed' ? after.events.filter(({ type }) => type === 'finding-resolved') : [];
    expect(resolved).toMatchObject([{ finding: { kind: 'mx-not-covered' }, supersededBy: 'mta-sts-not-used|domain/example.com' }, { finding: { kind: 'policy-mx-unused' } }]);
  });
});

test('servers of a policy host that answer in turn make one finding, not one for each turn', () => {
  const sound = domainObservation();
  const wrong = domainObservation({ policyFetch: policyFetch({ http: http({ contentType: 'text/html' }) }) });
  expect(told('policy-content-type', sound, wrong, sound, wrong, sound, sound, wrong, sound, sound)).toEqual(['finding-opened']);
});

test('a null MX beside others is no host that the policy leaves out', () => {
  const look = (observation: DomainObservation) => domainLook(observation, judgeDomain(observation));
  const first = nextState(undefined, look(domainObservation()), { ...DEFAULT_LOOKS, vantageGood: () => true });
  if (first.outcome !== 'changed') throw new Error('the first look changed nothing');
  const next = nextState(first.state, look({ ...domainObservation({ mx: mx('mx1.example.com', 'mx2.example.com', '') }), observedAt: NOW + HOUR }), { ...DEFAULT_LOOKS, vantageGood: () => true });
  expect(next).toMatchObject({ outcome: 'changed' });
  expect(next.outcome === 'changed' && next.events.map(({ type }) => type)).toEqual(['finding-opened', 'mx-set-changed']);
});
