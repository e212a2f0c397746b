import { mismatchReason, mxMatches } from '../../../lib/core/mta-sts/match';

describe('an mx pattern', () => {
  it.each([
    ['*.com', 'example.com'],
    ['*.EXAMPLE.com', 'mail.example.COM'],
    ['mail.example.com.', 'mail.example.com'],
    ['*.example.com', 'mail_1.example.com'],
    ['localhost', 'localhost'],
  ])('%s matches %s', (pattern, mx) => {
    expect(mxMatches(pattern, mx)).toBe(true);
    expect(mismatchReason(pattern, mx)).toBeUndefined();
  });

  it.each([
    ['*.example.com', '.example.com', 'the MX name is not a domain name'],
    ['mail.example.com', '', 'the MX name is not a domain name'],
    ['', '', 'the MX name is not a domain name'],
    ['.', '.', 'the MX name is not a domain name'],
    ['192.0.2.1', '192.0.2.1', 'the MX name is not a domain name'],
    ['*.example.com', '*.example.com', 'the MX name is not a domain name'],
    ['*', 'com', 'the pattern is not a domain name, with or without "*." before it'],
    [
      '.example.com',
      'mail.example.com',
      'the pattern is not a domain name, with or without "*." before it: write *.example.com',
    ],
    [
      'foo*.example.com',
      'foobar.example.com',
      'the pattern is not a domain name, with or without "*." before it: write *.example.com',
    ],
    [
      '*.*.example.com',
      'a.b.example.com',
      'the pattern is not a domain name, with or without "*." before it: write *.example.com',
    ],
    ['mail.example.com..', 'mail.example.com', 'the pattern is not a domain name, with or without "*." before it'],
    [
      '*example.com',
      'mail.example.com',
      'the pattern is not a domain name, with or without "*." before it: write *.example.com',
    ],
    ['example.com', 'mail.example.com', 'without "*." a pattern matches only that exact name'],
    // The Kelvin sign lower-cases to k.
    [
      '\u212aey.example.com',
      'key.example.com',
      'the pattern is not a domain name, with or without "*." before it: write key.example.com',
    ],
    ['*.example.com', 'example.com', '* stands for exactly one label, but the name has none there'],
    ['*.example.com', 'a.b.example.com', '* stands for exactly one label, but the name has more than one there'],
    ['*.example.com', 'mail.badexample.com', 'the name does not end in .example.com'],
    ['mail.example.com', 'mailXexample.com', 'the names differ'],
  ])('%s does not match %s', (pattern, mx, reason) => {
    expect(mxMatches(pattern, mx)).toBe(false);
    expect(mismatchReason(pattern, mx)).toBe(reason);
  });
});
