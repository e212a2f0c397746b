import type { ParseResult, Problem } from './result';
import { quote } from './quote';
import { readTxtFields } from './txt-fields';
import { ignoredProblem, isNearMiss } from './txt-ignored';
import { parseTxtRecord } from './txt-record';
import type { TxtRecordProblemKind, TxtRecordSpec } from './txt-record';

export type TxtSelectionProblemKind = 'no-record' | 'several-records';

/** What the TXT records at one name come to. */
export interface TxtSelection<T, K extends string = string> extends ParseResult<T, K> {
  /** The joined text that was judged; not set when no record, or no single one, was left. */
  readonly text?: string;
  /** The joined texts that some sender takes for a record of the kind. */
  readonly candidates: readonly string[];
}

type SelectionKind<K extends string> = K | TxtRecordProblemKind | TxtSelectionProblemKind;

/** How many candidates of a hostile answer are quoted in a message. */
const QUOTED = 5;

/**
 * Chooses the one record that counts (RFC 8461 section 3.1, RFC 8460 section 3): texts that do not begin with the
 * version and ";" are discarded, and exactly one must remain.
 */
export function selectTxtRecord<T, K extends string>(
  records: readonly (readonly string[])[],
  spec: TxtRecordSpec<T, K>,
): TxtSelection<T, SelectionKind<K>> {
  const texts = records.map((strings) => strings.join(''));
  const candidates = texts.filter((text) => readTxtFields(text, spec.version) !== undefined);
  // Senders that follow the discard rule to the letter see these alone.
  const strict = candidates.filter((text) => text.startsWith(`${spec.version};`));
  const chosen = strict.length > 0 ? strict : candidates;
  const [text] = chosen;
  if (text === undefined) return { verdict: 'ignored', problems: noRecord(texts, spec), candidates };
  if (chosen.length > 1)
    return { verdict: 'invalid', problems: [severalRecords(candidates, spec, 'error')], candidates };
  const result = parseTxtRecord(text, spec);
  if (candidates.length === 1) return { ...result, text, candidates };
  const problems = [severalRecords(candidates, spec, 'warning'), ...result.problems];
  return { ...result, verdict: result.verdict === 'ok' ? 'warn' : result.verdict, problems, text, candidates };
}

function noRecord<T, K extends string>(
  texts: readonly string[],
  spec: TxtRecordSpec<T, K>,
): Problem<SelectionKind<K>>[] {
  const nearMisses = texts.map((text) => ignoredProblem(text, spec)).filter(({ kind }) => isNearMiss(kind));
  if (nearMisses.length > 0) return nearMisses.slice(0, QUOTED);
  const seen =
    texts.length === 0 ? 'There is no TXT record.' : `None of the TXT records (${texts.length}) is ${spec.called}.`;
  return [{ kind: 'no-record', severity: 'error', message: `${seen} To publish one, write "${spec.repair('')}".` }];
}

function severalRecords<T, K extends string>(
  texts: readonly string[],
  spec: TxtRecordSpec<T, K>,
  severity: 'error' | 'warning',
): Problem<SelectionKind<K>> {
  const effect =
    severity === 'error' ? 'senders then use none of them' : 'some senders see all of them and then use none';
  const listed = texts.slice(0, QUOTED).map((text) => quote(text));
  const more = texts.length > QUOTED ? [`and ${texts.length - QUOTED} more`] : [];
  return {
    kind: 'several-records',
    severity,
    message: `${texts.length} records begin "${spec.version}", and ${effect}. Keep one and remove the others:\n${[...listed, ...more].join('\n')}`,
  };
}
