import type { Alert } from '../../lib/core/model';
import { queryApp } from '../../lib/query/app';
import type { QueryStore } from '../../lib/query/dependencies';
import { publicId } from '../../lib/query/ids';
import { Pulse } from '../../lib/query/pulse';
import { acknowledgementOperations } from '../../lib/query/operations/acknowledgements';
import { silenceOperations } from '../../lib/query/operations/silences';
import type { AlertDetail, ProblemResource, SilencePage, SilenceResource } from '../../lib/query/resources';
import { alertDetailSchema, silencePageSchema, silenceSchema } from '../../lib/query/resources';
import { alert, DAY, HOUR, NOON } from '../storage/fixtures';
import { memoryStore } from '../support/memory-store';

let now = NOON;
const clock = { now: () => now };
let store: ReturnType<typeof memoryStore>;
let app: ReturnType<typeof queryApp>;
beforeEach(() => {
  now = NOON;
  store = memoryStore(clock);
  app = queryApp(
    {
      store: store as unknown as QueryStore,
      clock,
      every: { domains: HOUR, mxHosts: HOUR },
      place: 'a test',
      callerOf: () => 'alice',
    },
    { operations: [...acknowledgementOperations({ store, clock }), ...silenceOperations({ store, clock })] },
  );
});

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = JSON_TYPE) =>
  app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
const problem = async (response: Response): Promise<ProblemResource> => (await response.json()) as ProblemResource;
const window = { purpose: 'maintenance', subject: 'Example.COM', until: '2026-11-23T14:00:00Z', reason: 'new disks' };

describe('mutes and maintenance windows', () => {
  test('are made, listed and lifted, with who and when', async () => {
    const made = await send('POST', '/api/silences', window);
    expect(made.status).toBe(201);
    const silence = (await made.json()) as SilenceResource;
    expect(silenceSchema.parse(silence)).toEqual(silence);
    expect(silence).toMatchObject({
      purpose: 'maintenance',
      subject: 'example.com',
      from: '2026-11-23T12:00:00.000Z',
      until: '2026-11-23T14:00:00.000Z',
      by: 'alice',
      state: 'in-force',
    });
    now += HOUR;
    const lifted = (await (await send('DELETE', `/api/silences/${silence.id}`)).json()) as SilenceResource;
    expect(lifted).toMatchObject({ state: 'over', lifted: { by: 'alice', at: '2026-11-23T13:00:00.000Z' } });
    expect(await (await app.request(`/api/silences/${silence.id}`)).json()).toEqual(lifted);
    const list = (await (await app.request('/api/silences?purpose=maintenance&state=over')).json()) as SilencePage;
    expect(silencePageSchema.parse(list)).toEqual({ items: [lifted] });
    expect(await (await app.request('/api/silences?state=in-force')).json()).toEqual({ items: [] });
  });

  test('that say something impossible are refused by field', async () => {
    const refused = await send('POST', '/api/silences', {
      ...window,
      kind: 'mx-host-starttls-mising',
      reason: ' ',
      until: '2026-11-23T11:00:00Z',
    });
    expect(refused.status).toBe(400);
    expect((await problem(refused)).errors?.map(({ parameter }) => parameter)).toEqual(['reason', 'until', 'kind']);
    expect(
      (await problem(await send('POST', '/api/silences', { purpose: 'mute', reason: 'x', subjet: 'a.example' })))
        .errors,
    ).toMatchObject([{ parameter: 'subjet' }]);
    expect((await store.silences({})).items).toEqual([]);
  });

  test('that are not there, or over, cannot be lifted', async () => {
    expect((await send('DELETE', '/api/silences/nobody')).status).toBe(404);
    expect((await app.request('/api/silences/nobody')).status).toBe(404);
    const { id } = (await (await send('POST', '/api/silences', window)).json()) as SilenceResource;
    now += DAY;
    expect((await send('DELETE', `/api/silences/${id}`)).status).toBe(409);
  });
});

describe('alerts', () => {
  const path = (id: string) => `/api/alerts/${publicId(id)}/acknowledgement`;
  const stored = async (): Promise<Alert> => (await store.alert('a|b/c#1')) ?? alert('none', 1);
  beforeEach(() => store.writeAlert(alert('a|b/c#1', 1)));

  test('are acknowledged, and that is taken back', async () => {
    const response = await send('POST', path('a|b/c#1'), { reason: 'ordered', until: '2026-11-30' });
    expect(response.status).toBe(200);
    const detail = (await response.json()) as AlertDetail;
    expect(alertDetailSchema.parse(detail)).toEqual(detail);
    expect(detail.acknowledgement).toEqual({
      by: 'alice',
      at: '2026-11-23T12:00:00.000Z',
      reason: 'ordered',
      until: '2026-11-30T00:00:00.000Z',
    });
    now += HOUR;
    const back = (await (await send('DELETE', path('a|b/c#1'))).json()) as AlertDetail;
    expect(back.acknowledgement).toBeUndefined();
    expect(back.acknowledgements).toMatchObject([
      { reason: 'ordered', ended: { why: 'withdrawn', by: 'alice', at: '2026-11-23T13:00:00.000Z' } },
    ]);
  });

  test('say which silence holds them back', async () => {
    const { id } = (await (await send('POST', '/api/silences', { ...window, subject: '*' })).json()) as SilenceResource;
    expect(
      ((await (await send('POST', path('a|b/c#1'), { reason: 'ordered' })).json()) as AlertDetail).silences,
    ).toEqual([id]);
  });

  test('that are not there, or over, cannot be acknowledged', async () => {
    expect((await send('POST', path('nobody'), { reason: 'x' })).status).toBe(404);
    await store.writeAlert({ ...(await stored()), version: 2, status: 'resolved', resolvedAt: NOON });
    expect((await send('POST', path('a|b/c#1'), { reason: 'x' })).status).toBe(409);
  });

  test('are not acknowledged without a reason, nor until a time that has passed', async () => {
    expect(
      (await problem(await send('POST', path('a|b/c#1'), { reason: '', until: '2026-11-01' }))).errors?.map(
        ({ parameter }) => parameter,
      ),
    ).toEqual(['reason', 'until']);
    expect((await stored()).acknowledgements).toBeUndefined();
  });
});

describe('a page of another site changes nothing', () => {
  test.each<[string, Record<string, string>, number]>([
    ['what a form can send', { 'content-type': 'text/plain' }, 415],
    ['no type at all', {}, 415],
    ['another site, as its browser says', { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, 403],
    [
      'another port of the same machine',
      { ...JSON_TYPE, 'sec-fetch-site': 'same-site', origin: 'http://localhost:8080' },
      403,
    ],
    ['another site, in an old browser', { ...JSON_TYPE, origin: 'https://evil.example' }, 403],
    ['a sandboxed frame, in an old browser', { ...JSON_TYPE, origin: 'null' }, 403],
    ['the page itself', { ...JSON_TYPE, 'sec-fetch-site': 'same-origin', origin: 'https://dashboard.example' }, 201],
    ['the page itself, in an old browser', { ...JSON_TYPE, origin: 'http://localhost' }, 201],
    ['a script', JSON_TYPE, 201],
  ])('%s', async (_name, headers, status) => {
    expect((await send('POST', '/api/silences', window, headers)).status).toBe(status);
    expect((await store.silences({})).items).toHaveLength(status === 201 ? 1 : 0);
  });

  test('nor does it lift anything, and no other origin is let in by CORS', async () => {
    const { id } = (await (await send('POST', '/api/silences', window)).json()) as SilenceResource;
    expect((await send('DELETE', `/api/silences/${id}`, undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    );
    const preflight = await app.request(`/api/silences/${id}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('the pulse tells when a window or an acknowledgement begins or ends by time alone', async () => {
  await store.writeAlert(alert('a', 1));
  await send('POST', `/api/alerts/${publicId('a')}/acknowledgement`, {
    reason: 'ordered',
    until: '2026-11-23T13:00:00Z',
  });
  await send('POST', '/api/silences', {
    ...window,
    from: '2026-11-23T14:00:00Z',
    until: '2026-11-23T15:00:00Z',
    weekly: true,
  });
  const pulse = new Pulse({ ...store, runs: async () => ({ items: [] }) }, clock);
  const tagAt = async (hours: number): Promise<string> => {
    now = NOON + hours * HOUR;
    return (await pulse.read()).tag;
  };
  const [acknowledged, before, quiet, planned, begun, on, over] = [
    await tagAt(0),
    await tagAt(0.9),
    await tagAt(1),
    await tagAt(1.9),
    await tagAt(2),
    await tagAt(2.9),
    await tagAt(3),
  ];
  expect(before).toBe(acknowledged);
  expect(quiet).not.toBe(before);
  expect(planned).toBe(quiet);
  expect(begun).not.toBe(planned);
  expect(on).toBe(begun);
  expect(over).toBe(planned);
});

test('who asks is told their name, and that they may change things', async () => {
  expect(await (await app.request('/api/caller')).json()).toEqual({ name: 'alice', mayChange: true });
});

test('without the operations that write nothing can be written', async () => {
  app = queryApp({
    store: store as unknown as QueryStore,
    clock,
    every: { domains: HOUR, mxHosts: HOUR },
    place: 'a test',
  });
  expect((await send('POST', '/api/silences', window)).status).toBe(405);
  expect(await (await app.request('/api/caller')).json()).toEqual({ name: 'somebody', mayChange: false });
});
