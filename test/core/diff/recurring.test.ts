import { omit } from '../../support/observations';
import { HOST, refusing, unreachable, unseen, Watch } from './checks';

const HOUR = 3_600_000;
const A = 'smtp:192.0.2.1';

/** Hourly checks: with the fault for an `x`, without for a `-`. */
const see = (watch: Watch, checks: string, options: Parameters<Watch['see']>[1] = {}): void => {
  for (const check of checks) watch.see({ findings: check === 'x' ? [refusing()] : [] }, options);
};
const remembered = (watch: Watch): readonly string[] =>
  Object.values(watch.state?.recurring ?? {}).map(({ checks }) => checks);
const types = (watch: Watch): readonly string[] =>
  watch.events.map(({ type }) => type).filter((type) => type !== 'target-added');

describe('what is remembered of a fault', () => {
  test('is nothing while each check shows it, or none does', () => {
    const watch = new Watch(HOST);
    see(watch, '---xxxxx');
    expect(watch.state?.recurring).toBeUndefined();
  });

  test('begins with the first check without it, and ends when as many as are remembered were alike', () => {
    const watch = new Watch(HOST);
    see(watch, 'x-');
    expect(remembered(watch)).toEqual(['x-']);
    see(watch, '-'.repeat(22));
    expect(remembered(watch)).toEqual([`x${'-'.repeat(23)}`]);
    see(watch, '-');
    expect(watch.state?.recurring).toBeUndefined();
    expect(watch.see()).toEqual(['unchanged']);
  });

  test('leaves out what a check could not tell', () => {
    const watch = new Watch(HOST);
    see(watch, 'x-');
    watch.see({ missing: [unseen(A)] });
    see(watch, 'x');
    expect(remembered(watch)).toEqual(['x-x']);
  });

  test('leaves out checks that follow one another too fast to count', () => {
    const watch = new Watch(HOST);
    see(watch, 'x-');
    see(watch, 'x-x-', { interval: 3 * HOUR });
    expect(remembered(watch)).toEqual(['x---']);
  });

  test('has bounds, however many faults a target shows', () => {
    const watch = new Watch(HOST);
    const many = Array.from({ length: 100 }, (_, n) => ({ ...refusing(), fingerprint: `fault ${n}` }));
    watch.see({ findings: many });
    watch.see();
    expect(remembered(watch).length).toBe(32);
  });

  test('has bounds, however many checks a stored state says showed the fault', () => {
    const watch = new Watch(HOST);
    see(watch, 'x', { confirmChecks: 100 });
    const { findings = {} } = watch.state ?? {};
    watch.state = watch.state && {
      ...watch.state,
      findings: Object.fromEntries(Object.entries(findings).map(([id, one]) => [id, { ...one, checks: 1e12 }])),
    };
    see(watch, '-', { confirmChecks: 100 });
    expect(remembered(watch)).toEqual([`${'x'.repeat(23)}-`]);
  });

  test('waits while the clock is in doubt', () => {
    const watch = new Watch(HOST);
    see(watch, 'xx');
    see(watch, '-', { datesInDoubt: true });
    expect(watch.state?.recurring).toBeUndefined();
  });
});

describe('an alert about a fault that comes and goes', () => {
  test('counts from when the fault first came, and counts the checks with it', () => {
    const watch = new Watch(HOST);
    see(watch, '-x-x-x-x');
    expect(types(watch)).toEqual(['finding-opened']);
    expect(watch.last()).toMatchObject({
      finding: { comesAndGoes: { there: 4, checks: 7 } },
      since: watch.last().at - 6 * HOUR,
    });
  });

  test('is over after twelve checks without it', () => {
    const watch = new Watch(HOST);
    see(watch, `x-x-x-x${'-'.repeat(11)}`);
    expect(types(watch)).toEqual(['finding-opened']);
    see(watch, '-');
    expect(types(watch)).toEqual(['finding-opened', 'finding-resolved']);
  });

  test('that was solved after three checks and came back, is held for twelve', () => {
    const watch = new Watch(HOST);
    see(watch, 'xxx---x');
    expect(types(watch)).toEqual(['finding-opened', 'finding-resolved', 'finding-opened']);
    see(watch, '-'.repeat(11));
    see(watch, 'x');
    expect(types(watch)).toEqual(['finding-opened', 'finding-resolved', 'finding-opened']);
  });

  test('says so no more when the fault stays', () => {
    const watch = new Watch(HOST);
    see(watch, `x-x-x-x${'x'.repeat(24)}`);
    expect(Object.values(watch.state?.findings ?? {})[0]?.finding.comesAndGoes).toBeUndefined();
  });

  test('is the same for what is out of sight and in sight in turn', () => {
    const watch = new Watch(HOST);
    const out = { missing: [unseen(A, unreachable())] };
    for (let n = 0; n < 12; n += 1) watch.see(n % 2 === 0 ? out : {});
    expect(types(watch)).toEqual(['finding-opened']);
    expect(watch.state?.unknown).toEqual([]);
  });
});

test('a state of an earlier release, with clean checks in it, goes on: the fault that came back comes and goes', () => {
  const watch = new Watch(HOST);
  see(watch, 'xxx--');
  watch.state = omit(watch.state!, 'recurring');
  see(watch, 'x');
  expect(remembered(watch)).toEqual(['xxx--x']);
  see(watch, '-'.repeat(11));
  expect(types(watch)).toEqual(['finding-opened']);
});
