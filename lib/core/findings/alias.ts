import type { BehindAlias, FindingKind } from '../model';
import type { CatalogueEntry, EvidenceLine, Fault } from './entry';
import { bounded, capital } from './words';

const aliasesOf = ({ evidence }: Fault<object>): readonly string[] => (evidence as BehindAlias).cnameChain ?? [];

/** The name that holds a record, or would hold it: the end of the aliases, where there are any. */
export const recordPlace = (name: string, { cnameChain = [] }: BehindAlias): string =>
  bounded(cnameChain.at(-1) ?? name, 255);

/** `_mta-sts.example.com is an alias (CNAME) of a.example.net`, and where that leads. */
export function aliasClause(name: string, [target = '', ...further]: readonly string[]): string {
  const last = further.at(-1);
  return `${bounded(name, 255)} is an alias (CNAME) of ${bounded(target, 255)}${last === undefined ? '' : `, which leads to ${bounded(last, 255)}`}`;
}

/**
 * The entry with words for a record that is behind an alias: nothing can be published beside a CNAME (RFC 1034 section
 * 3.6.2), so the advice is for whoever runs the target, or to remove the CNAME first.
 */
export function behindAlias<K extends FindingKind>(entry: CatalogueEntry<K>): CatalogueEntry<K> {
  const { recordAt } = entry;
  if (recordAt === undefined) return entry;
  const clauseOf = (fault: Fault<never>): string | undefined => {
    const chain = aliasesOf(fault);
    return chain.length === 0 ? undefined : aliasClause(recordAt(fault).name, chain);
  };
  const withClause = (text: string, fault: Fault<never>): string => {
    const clause = clauseOf(fault);
    return clause === undefined ? text : `${text}: ${clause}`;
  };
  return {
    ...entry,
    title: (fault) => withClause(entry.title(fault), fault as Fault<never>),
    because: (fault, now) => withClause(entry.because(fault, now), fault as Fault<never>),
    fix: (fault, now) => {
      const fix = entry.fix(fault, now);
      const clause = clauseOf(fault as Fault<never>);
      if (clause === undefined) return fix;
      const { name, type, isMissing = false } = recordAt(fault as Fault<never>);
      const target = bounded(aliasesOf(fault).at(-1) ?? '', 255);
      return isMissing
        ? `${capital(clause)}. Ask whoever runs ${target} to publish the ${type} record there. If ${target} is out of use, first remove the CNAME at ${bounded(name, 255)}: no other record can be published beside it.\n${fix}`
        : `${capital(clause)}. Ask whoever runs ${target} to make the change there. Or replace the CNAME at ${bounded(name, 255)} with a ${type} record of your own.\n${fix}`;
    },
    evidenceLines: (fault) => {
      const chain = aliasesOf(fault);
      const path = [recordAt(fault as Fault<never>).name, ...chain].map((name) => bounded(name, 255)).join(' → ');
      return [
        ...(chain.length === 0 ? [] : [['Alias (CNAME)', path] satisfies EvidenceLine]),
        ...entry.evidenceLines(fault),
      ];
    },
  };
}
