import { isTxtExtension, readTxtFields } from '../../../lib/core/text/txt-fields';

const read = (text: string) => readTxtFields(text, 'v=X1');
const isExtension = (text: string): boolean => isTxtExtension({ from: 0, to: text.length, text, name: '' });

describe('the fields of a TXT record', () => {
  it('are what is between the delimiters, without the white space around it', () => {
    expect(read('v=X1; a=1\t ; \tb;c=d=e')).toEqual({
      fields: [
        { from: 6, to: 9, text: 'a=1', name: 'a', value: '1' },
        { from: 14, to: 15, text: 'b', name: 'b' },
        { from: 16, to: 21, text: 'c=d=e', name: 'c', value: 'd=e' },
      ],
    });
  });

  it('are none behind the version and its delimiter alone', () => {
    expect(read('v=X1;')).toEqual({ fields: [] });
    expect(read('v=X1; \t')).toEqual({ fields: [] });
  });

  it('have an empty one wherever two delimiters have nothing between them', () => {
    expect(read('v=X1;; a=1;\t;')?.fields).toEqual([
      { from: 5, to: 5, text: '', name: '' },
      { from: 7, to: 10, text: 'a=1', name: 'a', value: '1' },
      { from: 12, to: 12, text: '', name: '' },
    ]);
  });

  it('have an empty name or value next to a bare "="', () => {
    expect(read('v=X1; a=; =b')?.fields).toEqual([
      { from: 6, to: 8, text: 'a=', name: 'a', value: '' },
      { from: 10, to: 12, text: '=b', name: '', value: 'b' },
    ]);
  });

  it.each(['', 'v=X1', 'v=X1 ', 'v=X2;', ' v=X1;', 'v=X1,;', 'v=X1\n;', 'V=X1;'])('are not read from %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each([' ', '\t', ' \t '])('have %j before the delimiter of the version noted', (space) => {
    expect(read(`v=X1${space};`)?.spaceBeforeDelimiter).toEqual({ from: 4, to: 4 + space.length });
  });

  it('have white space at the end noted only where no delimiter is before it', () => {
    expect(read('v=X1; a=1 \t')?.trailingSpace).toEqual({ from: 9, to: 11 });
    expect(read('v=X1; a=1; \t')).not.toHaveProperty('trailingSpace');
    expect(read('v=X1; a=1')).not.toHaveProperty('trailingSpace');
  });
});

describe('an extension field (RFC 8461 section 3.1)', () => {
  it.each(['a=1', '0=1', `a${'b'.repeat(31)}=1`, 'a_-.=1', 'a=!:<>~', 'Z=Az09'])('%s', (text) => {
    expect(isExtension(text)).toBe(true);
  });

  it.each([
    'a=',
    '=1',
    'a',
    '_a=1',
    '-a=1',
    '.a=1',
    `a${'b'.repeat(32)}=1`,
    'a b=1',
    'a=1 2',
    'a=1=2',
    'a=1;',
    'a=é',
    'a=\u007f',
  ])('%s is none', (text) => {
    expect(isExtension(text)).toBe(false);
  });
});
