import { findingOf } from '../../../lib/core/findings';
import type { Finding } from '../../../lib/core/model';
import { DOMAIN, HOST, Watch, expired, refusing, unreachable, unseen } from './checks';

/** The state as an earlier release would have left it. */
function upgrade(watch: Watch): void {
  delete (watch.state as { judgedBy?: number } | undefined)?.judgedBy;
}
const multiple = (): Finding =>
  findingOf({ kind: 'sts-record-multiple', subject: DOMAIN, evidence: { records: [] }, aspects: ['sts-record'] });

test('what an earlier release did not see opens at the second check after the upgrade', () => {
  const watch = new Watch(DOMAIN);
  watch.see();
  upgrade(watch);
  expect(watch.see({ findings: [multiple()] })).toEqual([]);
  expect(watch.see({ findings: [multiple()] })).toEqual(['finding-opened']);
});

test('what an earlier release would not have believed is not told', () => {
  const watch = new Watch(DOMAIN);
  watch.see();
  upgrade(watch);
  watch.see({ findings: [multiple()] });
  expect(watch.see()).toEqual([]);
  expect(watch.state?.findings).toEqual({});
});

test('what an earlier release saw is neither graver nor over at the first check', () => {
  const graver = new Watch(DOMAIN);
  graver.see({ findings: [{ ...multiple(), severity: 'warning' }] });
  upgrade(graver);
  expect(graver.see({ findings: [multiple()] })).toEqual([]);
  expect(graver.see({ findings: [multiple()] })).toEqual(['finding-escalated']);

  const gone = new Watch(DOMAIN);
  gone.see({ findings: [multiple()] });
  upgrade(gone);
  expect(gone.see()).toEqual([]);
  expect(gone.see()).toEqual(['finding-resolved']);
});

test('what had been seen before the upgrade goes on: a fault that waits, and one that is out of sight', () => {
  const waiting = new Watch(HOST);
  waiting.see({ findings: [refusing()] });
  waiting.see({ findings: [refusing()] });
  upgrade(waiting);
  expect(waiting.see({ findings: [refusing()] })).toEqual(['finding-opened']);

  const silent = new Watch(HOST);
  const missing = [unseen('smtp:192.0.2.1', unreachable())];
  silent.see({ missing });
  silent.see({ missing });
  upgrade(silent);
  expect(silent.see({ missing })).toEqual([]);
  expect(silent.see({ missing })).toEqual(['finding-opened']);
});

test('a target that is new after the upgrade has its faults told at once', () => {
  expect(new Watch(HOST).see({ findings: [expired()] })).toEqual(['target-added', 'finding-opened']);
});
