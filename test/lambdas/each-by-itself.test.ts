import { eachByItself } from '../../lambdas/shared/each-by-itself';

const failing = (text: string) => async (): Promise<never> => Promise.reject(new Error(text));

test('the work is done in order, and what fails stops nothing', async () => {
  const done: string[] = [];
  const piece = (name: string) => async () => void done.push(name);
  await eachByItself(piece('a'), piece('b'));
  await expect(eachByItself(piece('c'), failing('poison'), piece('d'))).rejects.toThrow(/^poison$/);
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('several failures are all told', async () => {
  await expect(eachByItself(failing('one'), failing('two'))).rejects.toThrow('Error: one; Error: two');
});
