import { Unhurried } from '../../lib/query/unhurried';

let now: number;
let readings: number;
let fails: boolean;
let takes: number;
let unhurried: Unhurried<number>;

beforeEach(() => {
  [now, readings, fails, takes] = [1_000, 0, false, 100];
  unhurried = new Unhurried(
    async () => {
      readings += 1;
      now += takes;
      if (fails) throw new Error('away');
      return readings;
    },
    { now: () => now },
  );
});

test('what takes long is read again after twenty times that', async () => {
  expect(await unhurried.read()).toBe(1);
  now = 2_999;
  expect(await unhurried.read()).toBe(1);
  now = 3_000;
  expect(await unhurried.read()).toBe(2);
});

test('what takes no time is read each time', async () => {
  takes = 0;
  expect([await unhurried.read(), await unhurried.read()]).toEqual([1, 2]);
});

test('all who ask at once get the one answer, however long it takes', async () => {
  expect(await Promise.all([unhurried.read(), unhurried.read()])).toEqual([1, 1]);
});

test('a failure is told to those who asked, and tried again by the next', async () => {
  fails = true;
  await expect(unhurried.read()).rejects.toThrow('away');
  fails = false;
  expect(await unhurried.read()).toBe(2);
});
