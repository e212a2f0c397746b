import { formatProblem, parseDomainList } from '../../lib/config';

test('one name a line; comments, empty lines, a byte order mark and CRLF are no mistakes', () => {
  expect(
    parseDomainList('\uFEFF# ours\r\nexample.com\r\n\r\n  EXAMPLE.net.  # theirs\rbücher.example', 'list'),
  ).toEqual({ domains: ['example.com', 'example.net', 'xn--bcher-kva.example'] });
});

test('every mistake is named with its line, and nothing else is given', () => {
  const parsed = parseDomainList('example.com\nno dots\n\nexample.com\n-a.example\n', 'list.txt');
  expect('problems' in parsed && parsed.problems.map(formatProblem)).toEqual([
    'list.txt:2: "no dots" is more than one name. Write the part of an address behind its @, such as example.com.',
    'list.txt:4: example.com is in the list already, on line 1. Delete one of the two.',
    expect.stringMatching(
      /^list\.txt:5: "-a\.example" is not a domain name: it has a label that begins or ends with a hyphen/,
    ),
  ]);
});

test('a list without a name is a mistake, not a success', () => {
  expect(parseDomainList('# nothing\n', 'list')).toEqual({
    problems: [{ file: 'list', line: 1, fault: 'there is no domain in this list', fix: 'Write one domain a line.' }],
  });
});
