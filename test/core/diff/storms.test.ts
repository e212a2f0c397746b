import { alertIdOf } from '../../../lib/core/alerting';
import { findingOf } from '../../../lib/core/findings';
import type { Aspect, Finding, FindingState } from '../../../lib/core/model';
import { HOST, Watch, certificate, expired, expiring } from './checks';

/** Servers that answer in turn, or at random, at one address: one fault is one alert, however many of them have it. */
const ADDRESS = '192.0.2.1';
const HOURS = 59;

const untrusted = (fingerprint: string, address = ADDRESS): Finding =>
  findingOf({
    kind: 'mx-host-certificate-untrusted',
    subject: HOST,
    evidence: {
      certificate: fingerprint,
      certificates: [{ fingerprint, subject: `CN=${fingerprint}`, notAfter: Date.UTC(2027, 0, 1) }],
      addresses: [address],
      reason: 'self-signed',
      error: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      issuer: `CN=${fingerprint}`,
    },
    aspects: [`smtp:${address}`],
  });
const mismatch = (fingerprint: string): Finding =>
  findingOf({
    kind: 'mx-host-tlsa-mismatch',
    subject: HOST,
    evidence: {
      certificate: fingerprint,
      certificates: [{ fingerprint, subject: `CN=${fingerprint}`, notAfter: Date.UTC(2027, 0, 1) }],
      addresses: [ADDRESS],
      baseDomain: HOST.name,
      records: [],
      spkiSha256: `key of ${fingerprint}`,
    },
    aspects: ['tlsa', `smtp:${ADDRESS}`],
  });

/** What one of the servers shows: its certificate, and what is wrong with it. */
const shows = (fingerprint: string, ...findings: readonly Finding[]) => ({
  findings,
  facts: { addresses: [ADDRESS] },
  served: { [ADDRESS]: certificate(fingerprint) },
});

/** Repeatable, and as uneven as chance. */
const random = (seed: number, below: number): number => (Math.imul(seed + 1, 2_654_435_761) >>> 8) % below;

const alerts = (watch: Watch): readonly string[] =>
  watch.events.filter((event) => alertIdOf(event) !== undefined).map(({ type }) => type);
const only = (watch: Watch): FindingState => {
  const [state, ...more] = Object.values(watch.state?.findings ?? {});
  if (state === undefined || more.length > 0) throw new Error(`${more.length + 1} findings`);
  return state;
};

test.each([2, 3, 8])('%i self-signed certificates behind one address are one alert', (nodes) => {
  const watch = new Watch(HOST);
  for (let hour = 0; hour < HOURS; hour += 1) {
    const node = `node${random(hour, nodes)}`;
    watch.see(shows(node, untrusted(node)));
  }
  expect(alerts(watch)).toEqual(['finding-opened']);
  const { evidence } = only(watch).finding as Finding<'mx-host-certificate-untrusted'>;
  expect(evidence.certificates?.length).toBe(nodes);
});

test('a certificate for each connection is one alert for each aspect and few changes, and what is remembered has bounds', () => {
  const watch = new Watch(HOST);
  for (let hour = 0; hour < HOURS; hour += 1)
    watch.see(shows(`cert${hour}`, untrusted(`cert${hour}`), mismatch(`cert${hour}`)));
  expect(alerts(watch)).toEqual(['finding-opened', 'finding-opened']);
  const changes = watch.events.filter(({ type }) => type.startsWith('certificate-'));
  expect(changes.map(({ type }) => type)).toEqual(Array.from({ length: 3 }, () => 'certificate-replaced'));
  expect(JSON.stringify(watch.state).length).toBeLessThan(12_000);
});

test('a renewal after a certificate for each connection is a change again', () => {
  const watch = new Watch(HOST);
  for (let hour = 0; hour < 5; hour += 1) watch.see(shows(`cert${hour}`));
  watch.see(shows('steady'));
  watch.see(shows('steady'));
  expect(watch.see(shows('renewed'))).toContain('certificate-replaced');
});

test('one bad server of eight opens and resolves once before it is known for what it is', () => {
  const watch = new Watch(HOST);
  for (let hour = 0; hour < HOURS; hour += 1)
    watch.see(hour % 8 === 5 ? shows('bad', untrusted('bad')) : shows(`good${hour % 8}`));
  expect(alerts(watch)).toEqual(['finding-opened', 'finding-resolved', 'finding-opened']);
});

test('each of several certificates that expire passes a threshold once, and the first to expire speaks', () => {
  const watch = new Watch(HOST);
  const nodes = [() => expiring('14d', 'later', 13), (hour: number) => expiring(hour < 30 ? '7d' : '2d', 'sooner', 3)];
  for (let hour = 0; hour < HOURS; hour += 1) {
    const which = random(hour, 2);
    watch.see(shows(which === 0 ? 'later' : 'sooner', (nodes[which] ?? expiring)(hour as never)));
  }
  expect(alerts(watch).slice(0, 2)).toEqual(['finding-opened', 'finding-escalated']);
  expect(alerts(watch).length).toBeLessThanOrEqual(3);
  expect(only(watch).finding.evidence).toMatchObject({ certificate: 'sooner', threshold: '2d' });
});

describe('a certificate that expires', () => {
  test('and is replaced by one that expires too, stays one alert; the new one passes its own thresholds', () => {
    const watch = new Watch(HOST);
    watch.see(shows('old', expiring('2d', 'old', 2)));
    for (let hour = 0; hour < 14; hour += 1) watch.see(shows('new', expiring('14d', 'new', 13)));
    expect(alerts(watch)).toEqual(['finding-opened']);
    expect(only(watch).finding.evidence).toMatchObject({ certificate: 'new', certificates: [{ fingerprint: 'new' }] });
    watch.see(shows('new', expiring('7d', 'new', 13)));
    expect(alerts(watch)).toEqual(['finding-opened', 'finding-escalated']);
  });

  test('becomes the one that has expired, without a word that it is solved', () => {
    const watch = new Watch(HOST);
    watch.see(shows('aa', expiring('2d')));
    watch.see(shows('aa', expired()));
    expect(alerts(watch)).toEqual(['finding-opened', 'finding-opened', 'finding-resolved']);
    expect(watch.last()).toMatchObject({ supersededBy: 'mx-host-certificate-expired|mx-host/mx1.example.com' });
  });

  test('at an address that cannot be seen now, is not passed over for another', () => {
    const OTHER = '192.0.2.2';
    const elsewhere = (finding: Finding): Finding =>
      ({
        ...finding,
        aspects: [`smtp:${OTHER}` as Aspect],
        evidence: { ...finding.evidence, addresses: [OTHER] },
      }) as Finding;
    const watch = new Watch(HOST);
    const both = {
      findings: [expiring('14d', 'later', 13), elsewhere(expiring('2d', 'sooner', 2))],
      facts: { addresses: [ADDRESS, OTHER] },
      served: { [ADDRESS]: certificate('later'), [OTHER]: certificate('sooner') },
    };
    const one = {
      findings: [expiring('14d', 'later', 13)],
      facts: { addresses: [ADDRESS, OTHER] },
      served: { [ADDRESS]: certificate('later') },
      missing: [{ aspect: `smtp:${OTHER}`, cause: 'timeout', detail: '' }],
    } as const;
    for (let hour = 0; hour < 20; hour += 1) watch.see(hour % 2 === 0 ? both : one);
    expect(alerts(watch)).toEqual(['finding-opened']);
  });
});

describe('what an earlier release told apart by certificate', () => {
  const remembered = (fingerprint: string, openedAt: number): Record<string, FindingState> => {
    const finding = untrusted(fingerprint) as Finding<'mx-host-certificate-untrusted'>;
    const { addresses, reason, error, issuer } = finding.evidence;
    const id = `${finding.fingerprint}|${fingerprint}`;
    return {
      [id]: {
        finding: {
          ...finding,
          evidence: { certificate: fingerprint, addresses, reason, error, issuer },
          fingerprint: id,
        },
        status: 'open',
        firstSeen: openedAt,
        openedAt,
        checks: 0,
        cleanChecks: 0,
      },
    };
  };
  const upgraded = (): Watch => {
    const watch = new Watch(HOST);
    watch.see(shows('node1'));
    if (watch.state !== undefined)
      watch.state = {
        ...watch.state,
        findings: { ...remembered('node1', 1_000), ...remembered('node2', 2_000), ...remembered('node3', 3_000) },
        outbox: [],
      };
    watch.events.length = 0;
    return watch;
  };

  test('stays open under its id as long as the host has the fault', () => {
    const watch = upgraded();
    for (let hour = 0; hour < 30; hour += 1) {
      const node = `node${1 + random(hour, 3)}`;
      watch.see(shows(node, untrusted(node)));
    }
    expect(alerts(watch)).toEqual([]);
    expect(
      Object.values(watch.state?.findings ?? {}).map(({ finding, openedAt }) => `${finding.fingerprint}@${openedAt}`),
    ).toEqual([
      'mx-host-certificate-untrusted|mx-host/mx1.example.com|node1@1000',
      'mx-host-certificate-untrusted|mx-host/mx1.example.com|node2@2000',
      'mx-host-certificate-untrusted|mx-host/mx1.example.com|node3@3000',
    ]);
  });

  test('is over when the fault is', () => {
    const watch = upgraded();
    watch.see(shows('node2', untrusted('node2')));
    for (let hour = 0; hour < 3; hour += 1) watch.see(shows('good'));
    expect(alerts(watch)).toEqual(['finding-resolved', 'finding-resolved', 'finding-resolved']);
    expect(watch.state?.findings).toEqual({});
  });
});
