import { Places } from '../../lib/monitor/places';

/** Work that ends when it is told to. */
function pending(): { readonly work: () => Promise<void>; readonly end: () => void; begun: boolean } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const item = {
    begun: false,
    end: () => end(),
    work: () => {
      item.begun = true;
      return ended;
    },
  };
  return item;
}

const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('no more begin at a time than there are places', async () => {
  const places = new Places({ places: 2 });
  const all = [pending(), pending(), pending()];
  const done = all.map(({ work }) => places.take(work));
  await settled();
  expect(all.map(({ begun }) => begun)).toEqual([true, true, false]);
  expect(places.free).toBe(0);
  all[0]?.end();
  await settled();
  expect(all[2]?.begun).toBe(true);
  for (const { end } of all) end();
  await Promise.all(done);
  expect(places.free).toBe(2);
});

test('a slow one gives its place to the next, and the number of slow ones is bounded', async () => {
  const places = new Places({ places: 1, patienceMs: 1_000, slow: 2 });
  const all = Array.from({ length: 5 }, pending);
  const done = all.map(({ work }) => places.take(work));
  const begun = (): number => all.filter((item) => item.begun).length;
  await settled();
  expect(begun()).toBe(1);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(begun()).toBe(2);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(begun()).toBe(3);
  // Two are slow: the third keeps its place.
  await jest.advanceTimersByTimeAsync(60_000);
  expect(begun()).toBe(3);
  all[0]?.end();
  await settled();
  expect(begun()).toBe(4);
  for (const { end } of all) end();
  await settled();
  for (const { end } of all) end();
  await Promise.all(done);
  expect(places.free).toBe(1);
});

test('work that fails gives its place back', async () => {
  const places = new Places({ places: 1 });
  await expect(places.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(places.free).toBe(1);
});

describe('each item of a source', () => {
  test('a hundred slow ones do not hold up the quick ones behind them', async () => {
    const places = new Places({ places: 10, patienceMs: 100, slow: 100 });
    const quick: number[] = [];
    const slow = Array.from({ length: 100 }, pending);
    const done = places.forEach(Array.from({ length: 300 }, (_, n) => n).values(), async (n) => {
      if (n < 100) await slow[n]?.work();
      else quick.push(n);
    });
    await jest.advanceTimersByTimeAsync(1_100);
    expect(quick).toHaveLength(200);
    for (const { end } of slow) end();
    await done;
    expect(places.free).toBe(10);
  });

  test('is read no faster than places come free', async () => {
    let read = 0;
    function* source(): Generator<number> {
      for (;;) yield read++;
    }
    const first = Array.from({ length: 3 }, pending);
    const places = new Places({ places: 3 });
    const done = places.forEach(source(), (n) => first[n]?.work() ?? Promise.reject(new Error('enough')));
    await settled();
    expect(read).toBe(3);
    for (const { end } of first) end();
    await expect(done).rejects.toThrow('enough');
  });

  test('a source that fails ends it, and leaves no place behind', async () => {
    const places = new Places({ places: 2 });
    const source: Iterator<number> = {
      next: () => {
        throw new Error('the source');
      },
    };
    await expect(places.forEach(source, () => Promise.resolve())).rejects.toThrow('the source');
    expect(places.free).toBe(2);
  });
});
