import type { HttpAnswer } from '../../../lib/core/model';
import { codingsOf, isEncoded, isInUnknownCoding } from '../../../lib/core/mta-sts/content-coding';
import { repairMxPattern } from '../../../lib/core/mta-sts/mx-pattern';
import { pageTitle } from '../../../lib/core/mta-sts/page-title';
import { http } from '../../support/observations';

const encoded = (contentEncoding: string): HttpAnswer => ({ ...http(), contentEncoding });

describe('the codings of an answer', () => {
  test.each<[string, readonly string[], applied: boolean, unknown: boolean]>([
    ['', [], false, false],
    ['identity', [], false, false],
    ['gzip', ['gzip'], true, false],
    ['GZip', ['gzip'], true, false],
    ['x-gzip', ['x-gzip'], true, false],
    ['deflate', ['deflate'], true, false],
    ['br', ['br'], true, false],
    [' gzip , , Identity ,br', ['gzip', 'br'], true, false],
    ['gzip, zstd', ['gzip', 'zstd'], true, true],
    ['zstd', ['zstd'], false, true],
  ])('%p', (header, codings, applied, unknown) => {
    const answer = encoded(header);
    expect(codingsOf(answer)).toEqual(codings);
    expect([isEncoded(answer), isInUnknownCoding(answer)]).toEqual([applied, unknown]);
  });

  test('an answer without the header has none', () => {
    expect(codingsOf({})).toEqual([]);
  });
});

describe('the title of a page', () => {
  test.each<[string, string, string | undefined]>([
    ['is one line', '<!doctype html><TITLE>\n  Parked \t domain\n</TITLE>', 'Parked domain'],
    ['of a tag with attributes', '<title lang="en">Welcome</title>', 'Welcome'],
    ['that is not closed', '<title>Welcome', 'Welcome'],
    ['that is empty', '<title></title>', undefined],
    ['that is blank', '<title> \n </title>', undefined],
    ['that no page has', 'version: STSv1\nmode: enforce', undefined],
    ['of which 500 characters are read', `<title>${'a'.repeat(900)}</title>`, 'a'.repeat(500)],
    ['far down the page is not searched for', `${' '.repeat(4096)}<title>Far</title>`, undefined],
    ['at the end of what is searched', `${' '.repeat(4086)}<title>Far</title>`, 'Far'],
    ['behind more attributes than any page needs', `<title ${'a'.repeat(200)}>Welcome</title>`, undefined],
  ])('%s', (_, body, expected) => {
    expect(pageTitle(body)).toBe(expected);
  });
});

describe('what the writer of an mx line meant', () => {
  test.each([
    ['  "mx1.example.com";', 'mx1.example.com'],
    ['<mx1.example.com>,', 'mx1.example.com'],
    ['SMTP://mx1.example.com/', 'mx1.example.com'],
    ['10 mx1.example.com.', 'mx1.example.com'],
    ['mx1.example.com:25', 'mx1.example.com'],
    ['mx1.example.com:', 'mx1.example.com'],
    ['*example.com', '*.example.com'],
    ['*Example.com', '*.Example.com'],
    ['.example.com', '*.example.com'],
    ['*.com', undefined],
    ['*..example.com', undefined],
    ['192.0.2.1', undefined],
  ])('%p is %p', (value, expected) => {
    expect(repairMxPattern(value)).toBe(expected);
  });

  test('is not guessed at for a value that is longer than any name with a scheme and a port', () => {
    const pasted = (length: number): string => 'mx1.example.com/'.padEnd(length, 'x');
    expect(repairMxPattern(pasted(300))).toBe('mx1.example.com');
    expect(repairMxPattern(pasted(301))).toBeUndefined();
  });
});
