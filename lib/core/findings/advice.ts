/** A part of an advice: sentences for a person, or lines to publish as they stand. */
export interface AdvicePart {
  readonly form: 'sentences' | 'publish';
  readonly lines: readonly string[];
}

/** A record of a zone file, as an advice prints it. */
export interface AdvisedRecord {
  /** Absolute, without the final dot. */
  readonly owner: string;
  readonly type: string;
  /** A TXT record's text without its quotes. */
  readonly data: string;
}

/** All that an advice says to publish. */
export interface AdvisedTexts {
  readonly records: readonly AdvisedRecord[];
  /** Lines of the policy. */
  readonly policy: readonly string[];
  /** Lines of the HTTP answer's header. */
  readonly header: readonly string[];
}

const RECORD = /^(\S+)\. IN ([A-Z]+) (.*)$/;
const POLICY_LINE = /^(?:version|mode|mx|max_age): /;
const HEADER_LINE = /^Content-Type: /;
const URL_LINE = /^https:\/\/\S+$/;
/** An owner that no host can have is left out: the record is to be written, and not as it stands. */
const NAMELESS_RECORD = /^IN [A-Z]+ /;

/** Text to publish has one of these forms, on a line of its own; text to remove stands in a sentence. */
const isToPublish = (line: string): boolean =>
  [RECORD, NAMELESS_RECORD, POLICY_LINE, HEADER_LINE, URL_LINE].some((form) => form.test(line));

/** An advice in parts, for a document or a page that shows text to publish apart. Blank lines are left out. */
export function adviceParts(fix: string): readonly AdvicePart[] {
  const parts: { form: AdvicePart['form']; lines: string[] }[] = [];
  for (const line of fix.split('\n').filter((one) => one.trim() !== '')) {
    const form = isToPublish(line) ? 'publish' : 'sentences';
    const last = parts.at(-1);
    if (last?.form === form) last.lines.push(line);
    else parts.push({ form, lines: [line] });
  }
  return parts;
}

/** What an advice says to publish, read. */
export function advisedTexts(fix: string): AdvisedTexts {
  const lines = fix.split('\n');
  return {
    records: lines.flatMap((line) => {
      const [, owner = '', type = '', data = ''] = RECORD.exec(line) ?? [];
      return owner === '' ? [] : [{ owner, type, data: data.replace(/^"(.*)"$/, '$1') }];
    }),
    policy: lines.filter((line) => POLICY_LINE.test(line)),
    header: lines.filter((line) => HEADER_LINE.test(line)),
  };
}
