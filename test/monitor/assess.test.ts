import { assessDomain } from '../../lib/monitor/assess';
import { recordCheck } from '../../lib/monitor/record';
import { domainTarget } from '../../lib/core/model';
import { memoryStore } from '../support/memory-store';
import { ADDRESS, HOUR, DIFF_OPTIONS, NOON, Stage, body, domainCheck, hostCheck } from './stage';

let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('a.example');
  await recordCheck(stage.store, domainCheck('a.example', NOON, { policy: body('testing') }), {}, DIFF_OPTIONS);
});
const entry = async () => stage.store.domain('a.example');

test('the verdict is remembered and shown, with one event', async () => {
  expect(await assessDomain(stage.store, 'a.example', NOON)).toMatchObject({
    verdict: { name: 'testing' },
    changed: true,
  });
  expect(await entry()).toMatchObject({ verdict: 'testing', verdictSince: NOON });
  expect((await stage.state(domainTarget('a.example'))).outbox.at(-1)).toMatchObject({
    type: 'verdict-changed',
    before: null,
    after: 'testing',
  });
  expect(await assessDomain(stage.store, 'a.example', NOON + HOUR)).toMatchObject({ changed: false });
  expect((await stage.state(domainTarget('a.example'))).version).toBe(2);
});

test('the same verdict for another reason is shown, and is no event', async () => {
  await assessDomain(stage.store, 'a.example', NOON);
  const state = await stage.state(domainTarget('a.example'));
  await stage.store.writeState({
    ...state,
    version: 3,
    verdict: { name: 'testing', since: NOON, reasons: ['an old reason'] },
    outbox: [],
  });
  expect(await assessDomain(stage.store, 'a.example', NOON + HOUR)).toMatchObject({ changed: false });
  expect((await entry())?.reasons).toEqual([
    'The policy of a.example is in testing mode: senders report failures but still deliver.',
  ]);
  expect((await entry())?.verdictSince).toBe(NOON);
});

test('a row of the directory that a crash left behind is corrected when it is at hand', async () => {
  await assessDomain(stage.store, 'a.example', NOON);
  await stage.store.setVerdict('a.example', 'testing', { verdict: 'protected', verdictSince: 0, reasons: [] });
  await assessDomain(stage.store, 'a.example', NOON);
  expect((await entry())?.verdict).toBe('protected');
  const stale = await entry();
  await assessDomain(stage.store, 'a.example', NOON, stale && { entry: stale });
  expect(await entry()).toMatchObject({ verdict: 'testing', verdictSince: NOON });
});

test('a state read a moment ago will do, unless somebody wrote since', async () => {
  const read = await stage.state(domainTarget('a.example'));
  await recordCheck(stage.store, domainCheck('a.example', NOON + HOUR, { policy: body(), id: '2' }), {}, DIFF_OPTIONS);
  expect((await assessDomain(stage.store, 'a.example', NOON + HOUR, { state: read })).verdict?.name).toBe('unknown');
});

test('an upgrade renames what was unknown because MX hosts are not to be checked: no event, and the same time', async () => {
  const notAsked = { aspect: `smtp:${ADDRESS}`, cause: 'not-observed', detail: '' } as const;
  await stage.watch('b.example');
  await stage.take(domainCheck('b.example', NOON));
  await stage.take(hostCheck('mx1.example.com', NOON, { missing: [notAsked] }));
  await stage.finish();
  expect(await stage.store.domain('b.example')).toMatchObject({ verdict: 'mx-not-checked' });

  // As an earlier release left it.
  const reasons = ['MX host mx1.example.com could not be checked: not looked at.'];
  const old = { verdict: 'unknown', verdictSince: NOON - HOUR, reasons } as const;
  await stage.store.setVerdict('b.example', 'mx-not-checked', old);
  const state = await stage.state(domainTarget('b.example'));
  const verdict = { name: 'unknown', since: NOON - HOUR, reasons } as const;
  await stage.store.writeState({ ...state, version: state.version + 1, verdict });
  expect(await assessDomain(stage.store, 'b.example', NOON + HOUR)).toMatchObject({
    verdict: { name: 'mx-not-checked' },
    changed: false,
  });
  expect(await stage.store.domain('b.example')).toMatchObject({
    verdict: 'mx-not-checked',
    verdictSince: NOON - HOUR,
  });
  expect((await stage.state(domainTarget('b.example'))).outbox).toEqual([]);
});

test('of what was never looked at, or is watched no longer, there is none', async () => {
  expect(await assessDomain(stage.store, 'b.example', NOON)).toEqual({ verdict: undefined, changed: false });
  const state = await stage.state(domainTarget('a.example'));
  await stage.store.writeState({ ...state, version: 2, retiredAt: NOON });
  expect(await assessDomain(stage.store, 'a.example', NOON)).toEqual({ verdict: undefined, changed: false });
});
