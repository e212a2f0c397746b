import { HOST, Watch, expired, refusing } from './looks';

const DOUBT = { datesInDoubt: true };

test('while the clock is in doubt an expired certificate opens nothing, and other faults do', () => {
  const watch = new Watch(HOST, DOUBT);
  for (let n = 0; n < 5; n += 1) watch.see({ findings: [expired(), refusing()] });
  const opened = watch.events.flatMap((event) => (event.type === 'finding-opened' ? [event.finding.kind] : []));
  expect(opened).toEqual([refusing().kind]);
});

test('while the clock is in doubt an expired certificate is not resolved', () => {
  const watch = new Watch(HOST);
  for (let n = 0; n < 3; n += 1) watch.see({ findings: [expired()] });
  const before = watch.events.length;
  for (let n = 0; n < 20; n += 1) watch.see({ findings: [] }, DOUBT);
  expect(watch.events.slice(before).map(({ type }) => type)).not.toContain('finding-resolved');
});
