import type { FixStep, RecordType, ToPublish } from '../model';
import { txtValue } from '../zone/txt-value';

/** One thing to do, with what it publishes if there is something. */
export const step = (words: string, publish?: ToPublish): FixStep => ({ words, ...(publish && { publish }) });

/** @param value as in a zone file; of a TXT record its text without quotes */
export const record = (name: string | undefined, type: RecordType, value: string): ToPublish => ({
  form: 'record',
  text: `${name === undefined ? '' : `${name}. `}IN ${type} ${type === 'TXT' ? txtValue(value) : value}`,
  ...(name !== undefined && { name }),
  type,
  value,
});

export const lines = (form: Exclude<ToPublish['form'], 'record'>, ...texts: readonly string[]): ToPublish => ({
  form,
  text: texts.join('\n'),
});

/** A step as text: its words, and what it publishes on lines of its own, to which nothing is added. */
export const stepText = ({ words, publish }: FixStep): string =>
  `${words}${publish === undefined ? '' : `\n${publish.text}`}`;

/** The steps as text, numbered if there are several. */
export const fixText = (steps: readonly FixStep[]): string =>
  steps.map((one, index) => `${steps.length > 1 ? `${index + 1}. ` : ''}${stepText(one)}`).join('\n');

/** The same for the documentation, with what is published in blocks of code. */
export function fixMarkdown(steps: readonly FixStep[]): string {
  const [mark, indent] = steps.length > 1 ? ['1. ', '   '] : ['', ''];
  return steps
    .map(({ words, publish }) => {
      const block = publish === undefined ? [] : ['```text', ...publish.text.split('\n'), '```'];
      return [`${mark}${words}`, ...block.map((line) => `${indent}${line}`)].join('\n');
    })
    .join('\n');
}
