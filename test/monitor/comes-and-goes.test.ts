import type { Check } from '../../lib/core/diff';
import { domainCheck, mxHostCheck } from '../../lib/core/diff';
import { judgeDomain, judgeMxHost } from '../../lib/core/judge';
import type { AlertMessage, DomainObservation, MxHostObservation } from '../../lib/core/model';
import { present } from '../../lib/core/model';
import { readDomain, readMxHost } from '../../lib/core/reading';
import { memoryStore } from '../support/memory-store';
import {
  certificate,
  DAY,
  domainObservation,
  endpoint,
  failedEndpoint,
  http,
  HOUR,
  intermediate,
  mxHostObservation,
  mxHostServing,
  NOW,
  omit,
  policyFetch,
  policyText,
  txt,
} from '../support/observations';
import { Stage } from './stage';

type Observation = DomainObservation | MxHostObservation;

/** The check that showed it, at a time. */
function checkOf(observation: Observation, observedAt: number): Check {
  if ('host' in observation) {
    const reading = readMxHost({ ...observation, observedAt });
    return mxHostCheck(reading, judgeMxHost(reading));
  }
  const reading = readDomain({ ...observation, observedAt });
  return domainCheck(reading, judgeDomain(reading));
}

async function begin(): Promise<Stage> {
  const stage = new Stage(memoryStore());
  stage.now = NOW;
  await stage.watch('example.com');
  return stage;
}

async function take(stage: Stage, observation: Observation): Promise<void> {
  await stage.take(checkOf(observation, stage.now), undefined, observation.certificates);
  await stage.finish();
}

/** What people receive when a watched domain, or its MX host, shows this in hourly checks. */
async function messages(...observed: readonly Observation[]): Promise<readonly AlertMessage[]> {
  const stage = await begin();
  // An MX host that no domain names hits nobody.
  if (observed.some((observation) => 'host' in observation)) await take(stage, domainObservation());
  for (const observation of observed) {
    stage.now += HOUR;
    await take(stage, observation);
  }
  return stage.pager.received.filter(({ form }) => form !== 'reminder');
}

const lines = (received: readonly AlertMessage[]): readonly string[] =>
  received.map(({ form, kind }) => `${form} ${kind}`);

/** A number from 0 to 1 for each check, the same in every run of the test (splitmix32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

const hours = <T>(count: number, of: (hour: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => of(n));

const absent = { state: 'absent', reason: 'no-name' } as const;
const testing = { policyFetch: policyFetch({ http: http({ body: policyText({ mode: 'testing' }) }) }) };
const answering = (status: number): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: status === 200 ? http() : http({ status, body: '' }) }) });
const without = mxHostObservation({ endpoints: [{ ...omit(endpoint(), 'tls'), startTlsOffered: false }] });
const expired = mxHostServing([certificate({ notAfter: NOW - DAY }), intermediate()], {
  trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
});
const failing = (cause: 'tls' | 'reset'): MxHostObservation =>
  mxHostObservation({ endpoints: [failedEndpoint({ step: 'handshake', cause, detail: '' })] });

/** A fault: what is seen without it and with it, and the alert. */
const FAULTS: readonly (readonly [string, Observation, Observation, string])[] = [
  ['a policy host that answers 404', domainObservation(), answering(404), 'policy-http-status'],
  [
    'a DNS failure',
    domainObservation(),
    domainObservation({ stsRecord: { state: 'unknown', cause: 'servfail', detail: 'SERVFAIL' } }),
    'dns-failing',
  ],
  ['STARTTLS that is not offered', mxHostObservation(), without, 'mx-host-starttls-missing'],
  ['an expired certificate', mxHostObservation(), expired, 'mx-host-certificate-expired'],
  [
    'a TLSRPT record that is missing in mode testing',
    domainObservation(testing),
    domainObservation({ ...testing, tlsRptRecord: absent }),
    'tlsrpt-missing',
  ],
  [
    'a TLSRPT record that is not valid',
    domainObservation(),
    domainObservation({ tlsRptRecord: txt('v=TLSRPTv1; rua=tls@example.com') }),
    'tlsrpt-invalid',
  ],
  ['a handshake that ends with an alert', mxHostObservation(), failing('tls'), 'mx-host-tls-failed'],
  ['a handshake that is cut', mxHostObservation(), failing('reset'), 'mx-host-tls-failed'],
];

describe.each(FAULTS)('%s', (_, good, bad, kind) => {
  test('in every second of 24 checks is one alert, and over when twelve checks are clean', async () => {
    const turns = hours(24, (hour) => (hour % 2 === 0 ? good : bad));
    expect(lines(await messages(good, ...turns))).toEqual([`opened ${kind}`]);
    const clean = hours(12, () => good);
    expect(lines(await messages(good, ...turns, ...clean.slice(1)))).toEqual([`opened ${kind}`]);
    expect(lines(await messages(good, ...turns, ...clean))).toEqual([`opened ${kind}`, `resolved ${kind}`]);
  });

  test('that stays is told as before: nothing says that it comes and goes', async () => {
    const [opened, resolved, ...more] = await messages(good, ...hours(8, () => bad), ...hours(6, () => good));
    expect([opened, resolved].map((message) => `${message?.form} ${message?.kind}`)).toEqual([
      `opened ${kind}`,
      `resolved ${kind}`,
    ]);
    expect(opened?.headline).not.toContain('on and off');
    expect(more).toEqual([]);
  });
});

describe('a balancer with one good node of four, the others answering 404', () => {
  const day = (seed: number): readonly Observation[] => {
    const draw = chance(seed);
    return hours(24, () => answering(draw() < 0.25 ? 200 : 404));
  };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is one alert in 24 hourly checks (seed %i)', async (seed) => {
    expect(lines(await messages(domainObservation(), ...day(seed)))).toEqual(['opened policy-http-status']);
  });

  test('says that it comes and goes, and in how many checks', async () => {
    const [opened] = await messages(domainObservation(), ...hours(24, (hour) => answering(hour % 3 === 2 ? 200 : 404)));
    expect(opened?.headline).toContain(
      'answers with HTTP status 404 instead of the policy, on and off (in 4 of the last 5 checks)',
    );
    expect(opened?.facts).toContainEqual(['Comes and goes', 'in 4 of the last 5 checks']);
  });
});

test('whatever chance does, a fault that comes and goes is called solved too early once at most', async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    for (const [, good, bad, kind] of FAULTS) {
      const draw = chance(seed);
      const told = lines(await messages(good, ...hours(24, () => (draw() < 0.5 ? bad : good))));
      expect(told.filter((line) => line === `opened ${kind}`).length).toBeLessThanOrEqual(2);
      expect(told.length).toBeLessThanOrEqual(3);
    }
  }
});

test('a TLSRPT record that comes and goes under an enforced policy is the change and one alert', async () => {
  const gone = domainObservation({ tlsRptRecord: absent });
  const received = await messages(...hours(24, (hour) => (hour % 2 === 0 ? domainObservation() : gone)));
  expect(lines(received)).toEqual(['drift tlsrpt-changed', 'opened tlsrpt-missing']);
  expect(received[1]).toMatchObject({ severity: 'warning' });
  expect(received[1]?.headline).toContain('on and off');
});

test('a TLSRPT record that comes and goes now more, now less often is alerted once', async () => {
  const gone = domainObservation({ tlsRptRecord: absent });
  const often = hours(10, (hour) => (hour % 2 === 0 ? gone : domainObservation()));
  const seldom = hours(16, (hour) => (hour % 8 === 7 ? gone : domainObservation()));
  const received = await messages(domainObservation(), ...often, ...seldom, ...often);
  expect(lines(received)).toEqual(['drift tlsrpt-changed', 'opened tlsrpt-missing']);
});

test('an alert that was sent before the fault came back says so in its reminder', async () => {
  const stage = await begin();
  for (const status of [404, 404, 404, 200, 404]) {
    stage.now += HOUR;
    await take(stage, answering(status));
  }
  stage.now += 8 * DAY;
  await stage.finish();
  const [opened, reminder] = stage.pager.received;
  expect(opened).toMatchObject({ form: 'opened' });
  expect(opened?.headline).not.toContain('on and off');
  expect(reminder).toMatchObject({ form: 'reminder' });
  expect(reminder?.headline).toContain('on and off (in 4 of the last 5 checks)');
});

describe('a change yields to a finding of the same cause that is open already', () => {
  const box = (rua: string): DomainObservation => domainObservation({ tlsRptRecord: txt(`v=TLSRPTv1; rua=${rua}`) });
  const policy = (body: string): DomainObservation =>
    domainObservation({ policyFetch: policyFetch({ http: http({ body }) }) });

  test.each<readonly [string, readonly DomainObservation[], readonly string[]]>([
    [
      'a TLSRPT record that is not valid, and then not valid in another way',
      [domainObservation(), box('a@example.com'), box('a@example.com'), box('b@example.com')],
      ['opened tlsrpt-invalid'],
    ],
    [
      'a policy that is not valid, and then not valid in another way',
      [domainObservation(), policy('mode: enforce\n'), policy('mode: enforce\n'), policy('mode: testing\n')],
      ['opened policy-invalid'],
    ],
    [
      'a policy that is not served, in one way and then in another',
      [domainObservation(), ...hours(4, () => answering(404)), answering(302), answering(302)],
      ['opened policy-http-status', 'opened policy-redirect'],
    ],
  ])('%s', async (_, observed, told) => {
    expect(lines(await messages(...observed))).toEqual(told);
  });

  test('and to one that gets graver by it: no MX host is covered any longer', async () => {
    const hosts = (...exchanges: readonly string[]): DomainObservation => {
      const records = exchanges.map((exchange, index) => ({ preference: 10 * (index + 1), exchange }));
      return domainObservation({ mx: present({ cnameChain: [], ttl: 300, records }) });
    };
    const one = hosts('mx1.example.com', 'mx3.example.com');
    const none = hosts('mx4.example.com', 'mx3.example.com');
    expect(lines(await messages(domainObservation(), one, one, none, none))).toEqual([
      'opened mx-not-covered',
      'escalated mx-not-covered',
    ]);
    const further = hosts('mx1.example.com', 'mx3.example.com', 'mx4.example.com');
    expect(lines(await messages(domainObservation(), one, one, further))).toEqual([
      'opened mx-not-covered',
      'drift mx-uncovered',
    ]);
  });

  test('and not to one that has nothing to do with it: a lower mode is told beside an uncovered MX host', async () => {
    const mx = { ...domainObservation().mx };
    const uncovered = (mode: string): DomainObservation =>
      domainObservation({
        mx,
        policyFetch: policyFetch({ http: http({ body: policyText({ mode, mx: ['mx1.example.com'] }) }) }),
      });
    const told = lines(await messages(uncovered('enforce'), uncovered('enforce'), uncovered('testing')));
    expect(told).toEqual(['opened mx-not-covered', 'drift policy-body-changed']);
  });
});
