import { forEachAtOnce } from '../../lib/core/at-once';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('all items are worked on, and never more at once than the bound', async () => {
  let [underWay, most] = [0, 0];
  const done: number[] = [];
  await forEachAtOnce(Array(50).keys(), 8, async (item) => {
    most = Math.max(most, ++underWay);
    await turn();
    underWay -= 1;
    done.push(item);
  });
  expect(most).toBe(8);
  expect(done.sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
});

test('the first failure is thrown, and nothing more is begun after it', async () => {
  const begun: number[] = [];
  const work = forEachAtOnce([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    await turn();
    if (item === 2) throw new Error('no room');
  });
  await expect(work).rejects.toThrow('no room');
  for (let n = 0; n < 10; n++) await turn();
  // The work beside the failed one may have made room for one more.
  expect(begun.slice(0, 2)).toEqual([1, 2]);
  expect(begun.length).toBeLessThanOrEqual(4);
});
