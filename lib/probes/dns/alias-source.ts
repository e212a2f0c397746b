import type { AliasSource, Observed, TxtAnswer } from '../../core/model';
import { findTxt } from './lookups';
import type { RecordSets } from './record-set';

/** A label beside the one in question, at which nobody publishes anything. */
const NOBODYS = '_mta-sts-watch';

/**
 * The TXT records at a name; where an alias leads to none that is meant for it, also where the alias comes from: a
 * wildcard gives the same one to a name that nobody publishes (RFC 4592). One question more, for such names alone.
 */
export async function findMeantTxt(
  sets: RecordSets,
  name: string,
  isMeant: (records: TxtAnswer['records']) => boolean,
): Promise<Observed<TxtAnswer>> {
  const answer = await findTxt(sets, name);
  const [alias] = chainOf(answer);
  if (alias === undefined || (answer.state === 'present' && isMeant(answer.value.records))) return answer;
  const beside = await findTxt(sets, name.replace(/^[^.]+/, NOBODYS));
  if (beside.state === 'unknown') return answer;
  const aliasFrom: AliasSource = chainOf(beside)[0] === alias ? 'wildcard' : 'name';
  if (answer.state === 'present') return { ...answer, value: { ...answer.value, aliasFrom } };
  return answer.state === 'absent' ? { ...answer, aliasFrom } : answer;
}

const chainOf = (answer: Observed<TxtAnswer>): readonly string[] =>
  answer.state === 'present' ? answer.value.cnameChain : answer.state === 'absent' ? (answer.cnameChain ?? []) : [];
