import { fixMarkdown, fixText, lines, record, step, stepText } from '../../../lib/core/text/fix';

describe('what a step publishes', () => {
  it('is a record as a line of a zone file, with its name', () => {
    expect(record('example.com', 'MX', '0 .')).toEqual({
      form: 'record',
      text: 'example.com. IN MX 0 .',
      name: 'example.com',
      type: 'MX',
      value: '0 .',
    });
  });

  it('is a record without a name, where the name is not known', () => {
    const published = record(undefined, 'MX', '0 .');
    expect(published).toEqual({ form: 'record', text: 'IN MX 0 .', type: 'MX', value: '0 .' });
    expect(published).not.toHaveProperty('name');
  });

  it('is a TXT record in quotation marks, and its value is the text without them', () => {
    expect(record('_mta-sts.example.com', 'TXT', 'v=STSv1; id=1;')).toMatchObject({
      text: '_mta-sts.example.com. IN TXT "v=STSv1; id=1;"',
      value: 'v=STSv1; id=1;',
    });
  });

  it('is lines of their own', () => {
    expect(lines('policy', 'mode: none', 'max_age: 86400')).toEqual({
      form: 'policy',
      text: 'mode: none\nmax_age: 86400',
    });
  });
});

const RENEW = step('Renew the certificate.');
const PUBLISH = step('Publish the policy.', lines('policy', 'mode: none', 'max_age: 86400'));

it('a step publishes only what it has', () => {
  expect(RENEW).toEqual({ words: 'Renew the certificate.' });
  expect(RENEW).not.toHaveProperty('publish');
  expect(stepText(RENEW)).toBe('Renew the certificate.');
  expect(stepText(PUBLISH)).toBe('Publish the policy.\nmode: none\nmax_age: 86400');
});

describe('the steps as text', () => {
  it('have numbers if there are several', () => {
    expect(fixText([])).toBe('');
    expect(fixText([PUBLISH])).toBe('Publish the policy.\nmode: none\nmax_age: 86400');
    expect(fixText([RENEW, PUBLISH, RENEW])).toBe(
      '1. Renew the certificate.\n2. Publish the policy.\nmode: none\nmax_age: 86400\n3. Renew the certificate.',
    );
  });
});

describe('the steps in Markdown', () => {
  it('have what is published in a block of code', () => {
    expect(fixMarkdown([])).toBe('');
    expect(fixMarkdown([RENEW])).toBe('Renew the certificate.');
    expect(fixMarkdown([PUBLISH])).toBe('Publish the policy.\n```text\nmode: none\nmax_age: 86400\n```');
  });

  it('are the entries of a numbered list if there are several, with the block inside its entry', () => {
    expect(fixMarkdown([RENEW, PUBLISH])).toBe(
      '1. Renew the certificate.\n1. Publish the policy.\n   ```text\n   mode: none\n   max_age: 86400\n   ```',
    );
  });
});
