import { findingOf } from '../../../lib/core/findings';
import type { Finding } from '../../../lib/core/model';
import { DOMAIN, HOST, Watch, expired, refusing, unreachable, unseen } from './checks';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 23);
const HOURLY = { interval: HOUR };

const status500 = (): Finding =>
  findingOf({ kind: 'policy-http-status', subject: DOMAIN, evidence: { status: 500 }, aspects: ['policy'] });
const at = (minutes: number) => ({ observedAt: START + minutes * MINUTE });

test('three late runs in a minute confirm nothing; three hours do', () => {
  const watch = new Watch(DOMAIN, HOURLY);
  for (const minutes of [0, 0.1, 0.2, 0.3]) watch.see({ findings: [status500()], ...at(minutes) });
  expect(watch.events.map(({ type }) => type)).toEqual(['target-added']);
  expect(watch.see({ findings: [status500()], ...at(60) })).toEqual([]);
  expect(watch.see({ findings: [status500()], ...at(120) })).toEqual(['finding-opened']);
  expect(watch.last()).toMatchObject({ since: START });
});

test('a run that is a little early counts, and one between two runs does not', () => {
  const watch = new Watch(HOST, HOURLY);
  watch.see({ findings: [refusing()], ...at(0) });
  expect(watch.see({ findings: [refusing()], ...at(20) })).toEqual(['unchanged']);
  watch.see({ findings: [refusing()], ...at(55) });
  expect(watch.see({ findings: [refusing()], ...at(80) })).toEqual(['unchanged']);
  expect(watch.see({ findings: [refusing()], ...at(115) })).toEqual(['finding-opened']);
});

test('what is not seen becomes a finding by time, not by the number of checks', () => {
  const watch = new Watch(HOST, HOURLY);
  const silent = { missing: [unseen('smtp:192.0.2.1', unreachable())] };
  for (const minutes of [0, 1, 2, 3, 60]) watch.see({ ...silent, ...at(minutes) });
  expect(watch.events.map(({ type }) => type)).toEqual(['target-added']);
  expect(watch.see({ ...silent, ...at(120) })).toEqual(['finding-opened']);
  // By now it stands; a late run does not take it back.
  expect(watch.see({ ...silent, ...at(121) })).toEqual(['unchanged']);
});

test('what sessions show is not gone after three late runs, and what is published is at the first', () => {
  const watch = new Watch(HOST, HOURLY);
  watch.see({ findings: [expired()], ...at(0) });
  for (const minutes of [60, 61, 62, 63]) watch.see(at(minutes));
  expect(watch.events.map(({ type }) => type)).toEqual(['target-added', 'finding-opened']);
  watch.see(at(120));
  expect(watch.see(at(180))).toEqual(['finding-resolved']);

  const domain = new Watch(DOMAIN, HOURLY);
  const multiple = findingOf({
    kind: 'sts-record-multiple',
    subject: DOMAIN,
    evidence: { records: [] },
    aspects: ['sts-record'],
  });
  domain.see({ findings: [multiple], ...at(0) });
  expect(domain.see(at(1))).toEqual(['finding-resolved']);
});

test('a policy that changed under its id is told by a later run, not by a late one', () => {
  const watch = new Watch(DOMAIN, HOURLY);
  const served = (mode: string) => ({
    facts: {
      stsRecord: { text: 'v=STSv1; id=1;', id: '1' },
      policy: { state: 'served', sha256: mode, body: mode, mode, maxAge: 86_400, mx: ['mx.example.com'] },
    } as const,
  });
  watch.see({ ...served('testing'), ...at(0) });
  watch.see({ ...served('enforce'), ...at(60) });
  expect(watch.see({ ...served('enforce'), ...at(61) })).not.toContain('policy-changed-under-same-id');
  expect(watch.see({ ...served('enforce'), ...at(120) })).toContain('policy-changed-under-same-id');
});

test('a fault that began to wait before the upgrade goes on from there', () => {
  const watch = new Watch(DOMAIN, HOURLY);
  watch.see({ findings: [status500()], ...at(0) });
  for (const state of Object.values(watch.state?.findings ?? {})) delete (state as { countedAt?: number }).countedAt;
  watch.see({ findings: [status500()], ...at(1) });
  expect(watch.see({ findings: [status500()], ...at(61) })).toEqual(['finding-opened']);
});
