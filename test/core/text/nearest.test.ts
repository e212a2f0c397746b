import { nearest } from '../../../lib/core/text/nearest';

const MODES = ['enforce', 'testing', 'none'] as const;
const FIELDS = ['version', 'mode', 'mx', 'max_age'] as const;

describe('nearest', () => {
  it.each([
    ['ENFORCE', 'enforce'],
    ['enforcer', 'enforce'],
    ['enforcement', 'enforce'],
    ['enf0rce', 'enforce'],
    ['test', 'testing'],
    ['nome', 'none'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, MODES)).toBe(meant);
  });

  it.each([
    ['nmx', 'mx'],
    ['m', 'mx'],
    ['moed', 'mode'],
    ['maxage', 'max_age'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, FIELDS)).toBe(meant);
  });

  it('takes the nearest of several', () => {
    expect(nearest('tests', ['toasts', 'test1s', 'rests'])).toBe('test1s');
  });

  it('takes the one that goes on longest as the word does', () => {
    expect(
      nearest('mx-host-starttls', ['mx-host-unresolvable', 'mx-host-starttls-missing', 'mx-host-starttls-refused']),
    ).toBe('mx-host-starttls-missing');
  });

  it.each(['', 'on', 'off', 'report', 'x'.repeat(41), 'enforce'.padEnd(41, '!')])('takes %s for nothing', (word) => {
    expect(nearest(word, MODES)).toBeUndefined();
  });
});
