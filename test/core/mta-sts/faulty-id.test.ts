import { correctedStsRecord, parseStsRecord } from '../../../lib/core/mta-sts/record';

describe('the corrected STS record', () => {
  it.each([
    ['v=STSv1; paid=abc;', 'new'],
    ['v=STSv1; id=; id=abc;', 'abc'],
    ['v=STSv1; id=-; id=abc;', 'new'],
    ["v=STSv1; ID: 'abc'", 'abc'],
    [`v=STSv1; id=${'a'.repeat(33)}`, 'a'.repeat(32)],
  ])('of %j has the id %s', (text, id) => {
    expect(correctedStsRecord(text, 'new')).toBe(`v=STSv1; id=${id};`);
  });
});

it.each([
  ['a=b', false],
  ['a b', false],
  ['a=b c', true],
  ['a,b=c', true],
])('an id of %j: the delimiter is named where a second field is in it: %s', (id, named) => {
  const message = parseStsRecord([`v=STSv1; id=${id};`]).problems[0]?.message ?? '';
  expect(message).toContain(`The id "${id}" has characters other than letters and digits.`);
  expect(message.includes('Fields are separated by ";".')).toBe(named);
});
