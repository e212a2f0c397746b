import { clearChecksOf } from '../../../lib/core/diff/options';
import {
  DOMAIN,
  HOST,
  Watch,
  certificate,
  expired,
  expiring,
  check,
  OPTIONS,
  refusing,
  unreachable,
  unseen,
} from './checks';
import { nextState } from '../../../lib/core/diff';
import { findingOf } from '../../../lib/core/findings';

const A = 'smtp:192.0.2.1';

describe('the first look', () => {
  test('opens what is wrong and tells no drift', () => {
    const watch = new Watch(HOST);
    expect(watch.see({ findings: [expired()], facts: { addresses: ['192.0.2.1'], cname: null } })).toEqual([
      'target-added',
      'finding-opened',
    ]);
    expect(watch.state).toMatchObject({
      version: 1,
      target: HOST,
      outbox: [{ type: 'target-added' }, { type: 'finding-opened' }],
    });
  });

  test('event ids name the target, the time of the look and their place in it', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired()], observedAt: 1_795_392_000_000 });
    expect(watch.events.map(({ id }) => id)).toEqual([
      'mx-host/mx1.example.com#1795392000000#0',
      'mx-host/mx1.example.com#1795392000000#1',
    ]);
  });
});

describe('a fault that cannot be chance', () => {
  test('opens at once; what a session showed resolves when three looks did not show it', () => {
    const watch = new Watch(HOST);
    watch.see();
    expect(watch.see({ findings: [expired()] })).toEqual(['finding-opened']);
    expect(watch.see({ findings: [expired()] })).toEqual(['unchanged']);
    expect([watch.see(), watch.see(), watch.see(), watch.see()]).toEqual([[], [], ['finding-resolved'], []]);
    expect(watch.last()).toMatchObject({ finding: expired(), openedAt: watch.events[1]?.at });
  });

  test.each([
    ['mx-host-certificate-expired', 3],
    ['mx-host-starttls-missing', 3],
    ['mx-host-tlsa-mismatch', 3],
    ['mx-host-dane-tls-missing', 3],
    ['policy-content-type', 3],
    ['policy-http-status', 3],
    ['mx-host-tlsa-insecure', 1],
    ['mx-host-unresolvable', 1],
    ['policy-invalid', 1],
  ] as const)('what balanced servers show in turn takes more: %s', (kind, checks) => {
    expect(clearChecksOf(kind, OPTIONS)).toBe(checks);
  });

  test('what is published resolves at once', () => {
    const missing = findingOf({
      kind: 'sts-record-missing',
      subject: DOMAIN,
      evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
      aspects: ['sts-record'],
    });
    const watch = new Watch(DOMAIN);
    watch.see({ findings: [missing] });
    expect(watch.see()).toEqual(['finding-resolved']);
  });

  test('a balancer that serves good and bad in turn does not flap, however long the turns get', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired()] });
    const turn = (clean: number): string[] => [
      ...Array.from({ length: clean }, () => watch.see().join()),
      watch.see({ findings: [expired()] }).join(),
    ];
    const told = [1, 1, 1, 2, 5, 11].flatMap(turn);
    expect(told.filter((types) => types !== '')).toEqual([]);
    expect(Object.values(watch.state?.findings ?? {})).toMatchObject([{ status: 'open', clearAfter: 12 }]);
    expect(Array.from({ length: 12 }, () => watch.see().join())).toEqual([
      ...Array.from({ length: 11 }, () => ''),
      'finding-resolved',
    ]);
  });
});

test('a certificate fault that one of several servers has is over when the others alone have answered for long', () => {
  const watch = new Watch(HOST);
  const shows = (fingerprint: string, ...findings: readonly ReturnType<typeof expired>[]) =>
    watch.see({ served: { '192.0.2.1': certificate(fingerprint) }, facts: { addresses: ['192.0.2.1'] }, findings });
  shows('aa');
  shows('bb');
  expect(shows('aa', expired('aa'))).toEqual(['finding-opened']);
  const later = Array.from({ length: 12 }, () => shows('bb').includes('finding-resolved'));
  expect(later.indexOf(true)).toBe(11);
});

describe('a fault of the network', () => {
  test('waits for three looks in a row', () => {
    const watch = new Watch(HOST);
    watch.see();
    expect([1, 2, 3, 4].map(() => watch.see({ findings: [refusing()] }))).toEqual([
      [],
      [],
      ['finding-opened'],
      ['unchanged'],
    ]);
    expect(watch.last()).toMatchObject({ finding: refusing(), since: watch.last().at - 2 * 3_600_000 });
  });

  test('a check without it starts the count again', () => {
    const watch = new Watch(HOST);
    watch.see();
    const told = [true, false, false, true, true, true].map((bad) => watch.see({ findings: bad ? [refusing()] : [] }));
    expect(told).toEqual([[], [], [], [], [], ['finding-opened']]);
  });

  test('that comes and goes is one, when four of the last twelve checks have shown it', () => {
    const watch = new Watch(HOST);
    watch.see();
    const told = [...'x-x--x----x'].map((check) => watch.see({ findings: check === 'x' ? [refusing()] : [] }));
    expect(told.filter((types) => types.length > 0)).toEqual([['finding-opened']]);
    expect(watch.last()).toMatchObject({
      finding: { comesAndGoes: { there: 4, checks: 11 } },
      since: watch.last().at - 10 * 3_600_000,
    });
  });

  test('that came four times in more than twelve checks is none', () => {
    const watch = new Watch(HOST);
    watch.see();
    const told = [...'x---x---x---x'].map((check) => watch.see({ findings: check === 'x' ? [refusing()] : [] }));
    expect(told.filter((types) => types.length > 0)).toEqual([]);
  });

  test('a look that could not tell counts neither way', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [refusing()] });
    watch.see({ findings: [refusing()] });
    expect(watch.see({ missing: [unseen(A)] })).toEqual([]);
    expect(watch.see({ findings: [refusing()] })).toEqual(['finding-opened']);
  });

  test('the number of looks is configurable', () => {
    const watch = new Watch(HOST, { confirmChecks: 1 });
    expect(watch.see({ findings: [refusing()] })).toContain('finding-opened');
  });

  test('a detail in other words is no change', () => {
    const watch = new Watch(HOST);
    for (const detail of ['a', 'b', 'c']) watch.see({ findings: [refusing(detail)] });
    expect(watch.see({ findings: [refusing('d')] })).toEqual(['unchanged']);
  });

  test('neither is another order of the addresses', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired('aa', ['192.0.2.1', '192.0.2.2'])] });
    expect(watch.see({ findings: [expired('aa', ['192.0.2.2', '192.0.2.1'])] })).toEqual(['unchanged']);
  });
});

describe('a name that shows a part of its addresses at a time', () => {
  const [A, B] = ['192.0.2.1', '192.0.2.2'];
  const at = (...addresses: readonly string[]) => ({
    facts: { addresses },
    findings: addresses.includes(A) ? [expired('aa', [A])] : [],
  });

  test('does not clear a fault at the addresses that it does not show', () => {
    const watch = new Watch(HOST);
    watch.see(at(A, B));
    const told = Array.from({ length: 12 }, (_, n) => watch.see(n % 4 === 3 ? at(A) : at(B))).flat();
    expect(told.filter((type) => type.startsWith('finding-'))).toEqual([]);
  });

  test('clears it when the address has been gone for a while', () => {
    const watch = new Watch(HOST);
    watch.see(at(A, B));
    const told = Array.from({ length: 6 }, () => watch.see(at(B)).includes('finding-resolved'));
    expect(told).toEqual([false, false, false, false, false, true]);
  });
});

describe('what cannot be seen', () => {
  test('opens nothing and resolves nothing', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired()] });
    const told = Array.from({ length: 10 }, () => watch.see({ missing: [unseen(A)] }));
    expect(told.flat()).toEqual(Array.from({ length: 7 }, () => 'unchanged'));
    expect(Object.keys(watch.state?.findings ?? {})).toEqual([expired().fingerprint]);
  });

  test('a record that is back ends the alert that it is missing, even while the policy host is unreachable', () => {
    const missing = findingOf({
      kind: 'sts-record-missing',
      subject: DOMAIN,
      evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
      aspects: ['sts-record', 'policy'],
    });
    const stsRecord = { text: 'v=STSv1; id=1;', id: '1' };
    const watch = new Watch(DOMAIN);
    watch.see({ facts: { stsRecord } });
    expect(watch.see({ facts: { stsRecord: null }, findings: [missing] })).toContain('finding-opened');
    const hidden = [unseen('policy')];
    expect(watch.see({ facts: { stsRecord: null }, missing: hidden })).not.toContain('finding-resolved');
    expect(watch.see({ facts: {}, missing: [...hidden, unseen('sts-record')] })).not.toContain('finding-resolved');
    // Its value is that of before, so the next checks confirm it.
    const back = [1, 2, 3].flatMap(() => watch.see({ facts: { stsRecord }, missing: hidden }));
    expect(back.filter((type) => type.startsWith('finding'))).toEqual(['finding-resolved']);
  });

  test('a part that cannot be seen keeps a fault that was seen there', () => {
    const watch = new Watch(HOST);
    const both = expired('aa', ['192.0.2.1', '192.0.2.2']);
    watch.see({ findings: [both] });
    watch.see({ findings: [expired('aa', ['192.0.2.1'])], missing: [unseen('smtp:192.0.2.2')] });
    const told = Array.from({ length: 5 }, () => watch.see({ missing: [unseen('smtp:192.0.2.2')] }).join());
    expect(told).not.toContain('finding-resolved');
    expect([1, 2, 3].map(() => watch.see().join())).toEqual(['', '', 'finding-resolved']);
  });

  test('without addresses no address can be seen', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired()], facts: { addresses: ['192.0.2.1'] } });
    for (let n = 0; n < 5; n++) watch.see({ missing: [unseen('addresses')] });
    expect(Object.keys(watch.state?.findings ?? {})).toEqual([expired().fingerprint]);
  });

  test('becomes a finding when it lasts and others can be seen from here', () => {
    const watch = new Watch(HOST);
    watch.see();
    const told = [1, 2, 3, 4].map(() => watch.see({ missing: [unseen(A, unreachable())] }));
    expect(told).toEqual([[], [], ['finding-opened'], ['unchanged']]);
    expect(watch.last()).toMatchObject({ finding: unreachable(), since: watch.last().at - 2 * 3_600_000 });
    expect([watch.see(), watch.see(), watch.see()]).toEqual([[], [], ['finding-resolved']]);
  });

  test('at two addresses is one finding that names both, and then the one that is left', () => {
    const watch = new Watch(HOST);
    const B = 'smtp:192.0.2.2';
    const both = [unseen(A, unreachable('192.0.2.1')), unseen(B, unreachable('192.0.2.2'))];
    for (let n = 0; n < 3; n++) watch.see({ missing: both });
    expect(Object.values(watch.state?.findings ?? {})).toMatchObject([
      { finding: { aspects: [A, B], evidence: { addresses: ['192.0.2.1', '192.0.2.2'] } } },
    ]);
    expect(watch.see({ missing: both })).toEqual(['unchanged']);
    expect(watch.see({ missing: both.slice(1) })).toEqual([]);
    expect(Object.values(watch.state?.findings ?? {})).toMatchObject([{ finding: { aspects: [B] } }]);
  });

  test('never does so from a bad vantage, and those looks do not count', () => {
    const watch = new Watch(HOST);
    watch.see();
    for (let n = 0; n < 10; n++) watch.see({ missing: [unseen(A, unreachable())] }, { vantageGood: () => false });
    expect(watch.state).toMatchObject({ findings: {}, unknown: [{ aspect: A, checks: 0 }] });
    expect([1, 2, 3].map(() => watch.see({ missing: [unseen(A, unreachable())] }))).toEqual([
      [],
      [],
      ['finding-opened'],
    ]);
  });

  test('one check that sees starts the count again, unless it is out of sight time and again', () => {
    const watch = new Watch(HOST);
    const missing = [unseen(A, unreachable())];
    const told = [{ missing }, { missing }, {}, { missing }, {}, { missing }].map((seen) => watch.see(seen).join());
    expect(told).toEqual(['target-added', '', '', '', '', 'finding-opened']);
    expect(watch.last()).toMatchObject({ finding: { comesAndGoes: { there: 4, checks: 6 } } });
  });

  test('from a place that sees nothing does not come and go', () => {
    const watch = new Watch(HOST);
    const missing = [unseen(A, unreachable())];
    const told = [{ missing }, {}, { missing }, {}, { missing }, {}, { missing }].map((seen) =>
      watch.see(seen, { vantageGood: () => false }).join(),
    );
    expect(told.filter((types) => types !== '' && types !== 'unchanged')).toEqual(['target-added']);
    expect(watch.state?.recurring).toBeUndefined();
  });
});

describe('a fault that gets worse', () => {
  test('a tighter threshold escalates, a looser one says nothing', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expiring('21d/25%')] });
    expect(watch.see({ findings: [expiring('7d/10%')] })).toEqual(['finding-escalated']);
    expect(watch.last()).toMatchObject({ finding: expiring('7d/10%'), openedAt: watch.events[0]?.at });
    expect(watch.see({ findings: [expiring('7d/10%')] })).toEqual(['unchanged']);
    expect(watch.see({ findings: [expiring('21d/25%')] })).toEqual([]);
    expect(watch.see({ findings: [expiring('2d/5%')] })).toEqual(['finding-escalated']);
  });

  test('so does a higher severity', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [{ ...expired(), severity: 'warning' }] });
    expect(watch.see({ findings: [expired()] })).toEqual(['finding-escalated']);
    expect(watch.see({ findings: [{ ...expired(), severity: 'warning' }] })).toEqual([]);
  });

  test('an expiring certificate that expires is superseded at once', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expiring('2d/5%')] });
    expect(watch.see({ findings: [expired()] })).toEqual(['finding-opened', 'finding-resolved']);
    expect(watch.last()).toMatchObject({ finding: expiring('2d/5%'), supersededBy: expired().fingerprint });
  });

  test('another certificate that expires supersedes nothing', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expiring('2d/5%', 'aa')] });
    expect(watch.see({ findings: [expired('bb')] })).toEqual(['finding-opened']);
  });
});

describe('order and repetition', () => {
  test('a look that is not newer changes nothing', () => {
    const watch = new Watch(HOST);
    watch.see({ observedAt: 2_000 });
    expect(watch.see({ observedAt: 2_000, findings: [expired()] })).toEqual(['late']);
    expect(watch.see({ observedAt: 1_999, findings: [expired()] })).toEqual(['late']);
  });

  test('the same look on the same state gives the same transition', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired()] });
    const again = check({ findings: [refusing(), expired('bb')], observedAt: (watch.state?.observedAt ?? 0) + 1 });
    const options = { ...OPTIONS, confirmChecks: 1 };
    expect(nextState(watch.state, again, options)).toEqual(nextState(watch.state, again, options));
  });

  test('a fault named twice in one look is one fault, seen once', () => {
    const watch = new Watch(HOST);
    watch.see();
    expect(watch.see({ findings: [refusing(), refusing(), refusing()] })).toEqual([]);
  });

  test('new events go behind those that are not published yet', () => {
    const watch = new Watch(HOST);
    watch.see({ findings: [expired('aa')] });
    watch.see({ findings: [expired('aa'), expiring('7d')] });
    expect(watch.state?.outbox.map(({ type }) => type)).toEqual(['target-added', 'finding-opened', 'finding-opened']);
    expect(watch.state?.version).toBe(2);
  });
});

test('a target that comes back after its removal begins anew, with its version and outbox', () => {
  const watch = new Watch(HOST);
  watch.see({ findings: [expired()] });
  const state = watch.state;
  if (state === undefined) throw new Error('nothing was remembered');
  watch.state = { ...state, version: 2, findings: {}, retiredAt: state.observedAt + 1, outbox: [] };
  expect(watch.see({ findings: [expired()], facts: { addresses: ['192.0.2.9'] } })).toEqual([
    'target-added',
    'finding-opened',
  ]);
  expect(watch.state).toMatchObject({ version: 3, facts: { addresses: ['192.0.2.9'] } });
  expect(watch.state).not.toHaveProperty('retiredAt');
});

test('a fault that has become another is over at once, although a part of it cannot be checked now', () => {
  const watch = new Watch(HOST);
  watch.see({ findings: [{ ...expiring('7d/10%'), aspects: ['smtp:192.0.2.1', 'smtp:192.0.2.2'] }] });
  expect(watch.see({ findings: [expired()], missing: [unseen('smtp:192.0.2.2')] })).toEqual([
    'finding-opened',
    'finding-resolved',
  ]);
  expect(watch.last()).toMatchObject({
    finding: { kind: 'mx-host-certificate-expiring' },
    supersededBy: expired().fingerprint,
  });
});
