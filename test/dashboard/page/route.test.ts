import { domainLink, linkTo, parseRoute, queryText } from '../../../lib/dashboard/page/data/route';

test.each(['example.com', 'a/b?c#d', '%', '\u202eevil', 'bücher.example'])('a link to %j leads back to it', (name) => {
  expect(parseRoute(domainLink(name))).toEqual({ path: ['domain', name], query: {} });
});

test('filters stand in the link, empty ones do not', () => {
  expect(linkTo(['domains'], { q: 'a b', verdict: undefined, cursor: '' })).toBe('#/domains?q=a+b');
  expect(parseRoute('#/domains?q=a+b&verdict=degraded')).toEqual({
    path: ['domains'],
    query: { q: 'a b', verdict: 'degraded' },
  });
  expect(queryText({})).toBe('');
});

test.each(['', '#', '#/', '#/%E0%A4%A'])('%j is the overview', (hash) =>
  expect(parseRoute(hash)).toEqual({ path: [], query: {} }),
);
