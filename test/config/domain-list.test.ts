import { formatProblem, parseDomainList } from '../../lib/config';

test('one name a line; comments, empty lines, a byte order mark and CRLF are no mistakes', () => {
  expect(
    parseDomainList('\uFEFF# ours\r\nexample.com\r\n\r\n  EXAMPLE.net.  # theirs\rbücher.example', 'list'),
  ).toEqual({ domains: ['example.com', 'example.net', 'xn--bcher-kva.example'], notes: [] });
});

test('every mistake is named with its line, and nothing else is given', () => {
  const parsed = parseDomainList('example.com\nno dots\n\nexample.com\n-a.example\n', 'list.txt');
  expect('problems' in parsed && parsed.problems.map(formatProblem)).toEqual([
    'list.txt:2: "no dots" is more than one name. Write the part of an address behind its @, such as example.com.',
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

const listOf = (text: string) => parseDomainList(text, 'list');

test('a domain that is there twice is taken once, and said, however it is written', () => {
  expect(listOf('example.com\nEXAMPLE.com.\nb\u00fccher.example\nxn--bcher-kva.example\n')).toEqual({
    domains: ['example.com', 'xn--bcher-kva.example'],
    notes: ['list: 2 lines repeat a domain (lines 2, 4); each domain is taken once.'],
  });
  expect(listOf('a.example\n\na.example')).toMatchObject({
    notes: ['list: line 3 repeats a domain; each domain is taken once.'],
  });
});

test.each([
  ['Domain\na.example\n', 'Domain'],
  ['# export\n\ndomain name\na.example\n', 'domain name'],
  ['domain,owner\na.example,"Doe, Jane"\n', 'domain'],
  ['\uFEFF"Name","Type"\r\n"a.example","Managed"\r\n', 'Name'],
  ['Owner;Domain Name;Since\nJane;A.example.;2020.01.01\n', 'Domain Name'],
  ['Id\tName\n7\ta.example\n', 'Name'],
])('a header is recognised and said: %j', (text, column) => {
  expect(listOf(text)).toEqual({
    domains: ['a.example'],
    notes: [expect.stringMatching(new RegExp(`^list:[13]: read as a header; .* column "${column}"\\.$`))],
  });
});

test('a delimiter at the end of a line is no second name', () => {
  expect(listOf('a.example;\nb.example,\n')).toMatchObject({ domains: ['a.example', 'b.example'] });
});

test.each([
  ['a.example,b.example\n', 'list:1: "a.example,b.example" is more than one name. Write one domain a line, or put'],
  ['exmaple\na.example\n', 'list:1: "exmaple" is a single label.'],
  ['domain..example\na.example\n', 'list:1: "domain..example" is not a domain name: it has two dots in a row'],
  ['a.example\nDomain\n', 'list:2: "Domain" is a single label.'],
  ['domain,owner\na.example,x\n,y\n', 'list:3: "" is empty.'],
])('nothing is lost to a header or a column: %j', (text, problem) => {
  const parsed = listOf(text);
  expect('problems' in parsed && parsed.problems.map(formatProblem)).toEqual([expect.stringContaining(problem)]);
});
