import { isReadByMost, whoRejects } from '../../../lib/core/text/txt-senders';
import type { TxtSenders } from '../../../lib/core/text/txt-senders';

const rejectedBy = (rejecting: readonly string[], all = ['a', 'b', 'c', 'd']): TxtSenders => ({
  grammar: 'RFC 9999 section 1',
  all,
  reject: {
    nothing: rejecting,
    'nothing-first': [],
    space: [],
    'space-first': [],
    'trailing-space': [],
    extension: [],
    'bare-word': [],
    list: [],
  },
});

describe('who rejects a slip', () => {
  it.each([
    [['a'], 'a rejects the record; b, c and d accept it.'],
    [['a', 'c'], 'a and c reject the record; b and d accept it.'],
    [['a', 'b', 'c'], 'a, b and c reject the record; d accepts it.'],
  ])('%j', (rejecting, said) => {
    expect(whoRejects(rejectedBy(rejecting), 'nothing')).toBe(
      `This is outside the grammar (RFC 9999 section 1): ${said}`,
    );
  });
});

it.each([
  [['a'], true],
  [['a', 'b'], false],
  [['a', 'b', 'c'], false],
])('most of four senders, of which %j reject it, read over a slip: %s', (rejecting, most) => {
  expect(isReadByMost(rejectedBy(rejecting), 'nothing')).toBe(most);
});
