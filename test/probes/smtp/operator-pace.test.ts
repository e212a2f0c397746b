import { OperatorPace, operatorOf } from '../../../lib/probes/smtp/operator-pace';

const never = new AbortController().signal;
const notNow = { step: 'greeting', cause: 'smtp-transient', detail: '421 busy', replyCode: 421 } as const;

test.each([
  ['mx1.example.com', 'example.com'],
  ['example-com.mail.protection.outlook.com', 'outlook.com'],
  ['mx.example.co.uk', 'example.co.uk'],
  ['mx.company.de', 'company.de'],
  ['mx', 'mx'],
])('the operator of %s is %s', (host, operator) => {
  expect(operatorOf(host)).toBe(operator);
});

test('sessions with one operator are begun one after the other, and others do not wait', async () => {
  const pace = new OperatorPace({ perSecond: 20 });
  const began: string[] = [];
  const at = performance.now();
  await Promise.all(
    ['a.one.example', 'b.one.example', 'c.one.example', 'a.two.example'].map(async (host) => {
      await pace.turn(host, never);
      began.push(host);
    }),
  );
  expect(began.indexOf('a.two.example')).toBeLessThan(2);
  expect(began.filter((host) => host.endsWith('one.example'))).toEqual([
    'a.one.example',
    'b.one.example',
    'c.one.example',
  ]);
  // Timers may fire a millisecond early.
  expect(performance.now() - at).toBeGreaterThanOrEqual(98);
});

test('"not now" is worth one more try after a wait; then the operator is left alone, and its hosts share the answer', async () => {
  const pace = new OperatorPace({ perSecond: 1_000, backOffMs: 40 });
  const at = performance.now();
  expect(pace.note('a.one.example', notNow)).toBe(true);
  expect(await pace.turn('a.one.example', never)).toBeUndefined();
  expect(performance.now() - at).toBeGreaterThanOrEqual(38);
  expect(pace.note('a.one.example', notNow)).toBe(false);
  expect(await pace.turn('b.one.example', never)).toEqual(notNow);
  expect(await pace.turn('a.two.example', never)).toBeUndefined();
});

test('what else goes wrong, or right, is no reason to wait, and ends it', async () => {
  const pace = new OperatorPace({ perSecond: 1_000, backOffMs: 60_000 });
  expect(pace.note('a.one.example', { step: 'connect', cause: 'timeout', detail: '' })).toBe(false);
  expect(pace.note('a.one.example', { step: 'starttls', cause: 'smtp-transient', detail: '454' })).toBe(false);
  expect(pace.note('a.one.example', notNow)).toBe(true);
  expect(pace.note('b.one.example', undefined)).toBe(false);
  expect(pace.note('a.one.example', notNow)).toBe(true);
});

test('who ends does not wait', async () => {
  const pace = new OperatorPace({ perSecond: 1, backOffMs: 60_000 });
  await pace.turn('a.one.example', never);
  const end = new AbortController();
  const waiting = pace.turn('a.one.example', end.signal);
  end.abort(new Error('ended'));
  await expect(waiting).rejects.toThrow('ended');
});
