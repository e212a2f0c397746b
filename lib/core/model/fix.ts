/** One thing to do. */
export interface FixStep {
  /**
   * An instruction on one line, which ends with a colon before text to publish and with a full stop otherwise. Text to
   * publish or to run never stands in it; text to remove may, in quotation marks.
   */
  readonly words: string;
  readonly publish?: ToPublish;
}

/** What a step publishes, serves or runs. `text` is whole and is copied as it stands; its lines end with LF, the last one without. */
export type ToPublish =
  | {
      readonly form: 'record';
      /** The line of a zone file. */
      readonly text: string;
      /** Absolute, without the final dot. Not set if no host can have the name: the record is then for another one. */
      readonly name?: string;
      readonly type: RecordType;
      /** As in a zone file, but the text of a TXT record is without its quotes. */
      readonly value: string;
    }
  | { readonly form: Exclude<FixForm, 'record'>; readonly text: string };

export type RecordType = (typeof RECORD_TYPES)[number];
export const RECORD_TYPES = ['TXT', 'MX', 'TLSA'] as const;

/**
 * `record`: a DNS record. `policy`: a whole policy. `policy-lines`: lines of the policy, which holds others too.
 * `header`: a line of the HTTP answer's header. `url`, `path`: where something is served. `command`: for a shell.
 */
export type FixForm = (typeof FIX_FORMS)[number];
export const FIX_FORMS = ['record', 'policy', 'policy-lines', 'header', 'url', 'path', 'command'] as const;

/**
 * How one problem in a published text is corrected, where that can be said. `write`: lines in place of the faulty one, or
 * to add if the problem is in no line. `policy`: a whole policy in place of this one. `say`: an instruction that names no
 * line, without a capital.
 */
export type Correction =
  | { readonly write: readonly string[] }
  | { readonly policy: readonly string[] }
  | { readonly say: string }
  | { readonly remove: true };
