import fc from 'fast-check';
import { txtText, txtValue } from '../../../lib/core/zone/txt-value';

test.each([
  ['"v=STSv1; id=1;"', 'v=STSv1; id=1;'],
  ['"v=STSv1; " "id=1;"', 'v=STSv1; id=1;'],
  ['"v=STSv1;"   "id=1;"', 'v=STSv1;id=1;'],
  ['bare', 'bare'],
  ['""', ''],
  ['"a \\"quoted\\" word"', 'a "quoted" word'],
  ['"back\\\\slash"', 'back\\slash'],
  ['"tab\\011 and \\303\\244"', 'tab\t and ä'],
])('%s is %s', (value, text) => {
  expect(txtText(value)).toBe(text);
});

test('a value that is written is read again, whatever the text, in strings of at most 255 octets', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), (text) => {
      expect(txtText(txtValue(text))).toBe(text);
      expect(txtValue(text)).toMatch(/^("([^"\\]|\\.)*"( |$))+$/);
    }),
  );
  expect(txtValue('x'.repeat(256))).toBe(`"${'x'.repeat(255)}" "x"`);
});

test('a hostile value takes no time', () => {
  expect(txtText(`"${'\\'.repeat(100_001)}`).length).toBeLessThan(100_002);
});
