import type { Correction, Severity } from '../model';

/**
 * What a conforming sender makes of a published text.
 * `ok`: valid. `warn`: usable, but senders differ, or it does harm. `invalid`: no usable record or policy.
 * `ignored`: not a record of this kind at all; senders drop it in silence.
 */
export type ParseVerdict = 'ok' | 'warn' | 'invalid' | 'ignored';

export type ProblemSeverity = Exclude<Severity, 'critical'>;

/** A stretch of one line, or of a record's joined text: UTF-16 offsets, `to` exclusive. */
export interface TextPart {
  readonly from: number;
  readonly to: number;
}

/** One thing wrong in a published text. */
export interface Problem<K extends string = string> {
  readonly kind: K;
  /** `error` makes the text invalid (or ignored), `warning` makes it `warn`, `info` leaves it `ok`. */
  readonly severity: ProblemSeverity;
  /** What is wrong and what to write instead. Foreign text in it is escaped; lines to write stand on lines of their own. */
  readonly message: string;
  /** Policies only: a faulty record is replaced as a whole. */
  readonly correction?: Correction;
  /** 1-based; policies only. */
  readonly line?: number;
  /** Where in that line, or in the record. */
  readonly part?: TextPart;
  /** Of an error: it is outside the grammar, and most senders whose source is public read over it. */
  readonly readByMost?: true;
}

export interface ParseResult<T, K extends string = string> {
  readonly verdict: ParseVerdict;
  /** Set when the verdict is `ok` or `warn`. */
  readonly value?: T;
  /** Set when the verdict is `invalid`, and most senders read this all the same: each error is {@link Problem.readByMost}. */
  readonly readAs?: T;
  readonly problems: readonly Problem<K>[];
}

/** What most senders take a text for; undefined when they cannot use it. */
export const valueRead = <T>({ value, readAs }: Pick<ParseResult<T>, 'value' | 'readAs'>): T | undefined =>
  value ?? readAs;
