import type { BehindAlias, FindingKind } from '../model';
import { step } from '../text/fix';
import type { CatalogueEntry, EvidenceLine, Fault } from './entry';
import { bounded } from './words';

const aliasesOf = ({ evidence }: Fault<object>): readonly string[] => (evidence as BehindAlias).cnameChain ?? [];

/** The name at which the record is, or should be, published: the end of the aliases, if there are any. */
export const recordPlace = (name: string, { cnameChain = [] }: BehindAlias): string =>
  bounded(cnameChain.at(-1) ?? name, 255);

/** `_mta-sts.example.com is a CNAME to a.example.net`, and where that leads. */
export function aliasClause(name: string, [target = '', ...further]: readonly string[]): string {
  const last = further.at(-1);
  return `${bounded(name, 255)} is a CNAME to ${bounded(target, 255)}${last === undefined ? '' : `, which leads to ${bounded(last, 255)}`}`;
}

/**
 * The entry with words for a record that is behind an alias: a name with a CNAME can have no other record (RFC 1034
 * section 3.6.2), so the operator of the target makes the change, or the CNAME is removed first.
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
      return [
        ...(isMissing
          ? [
              step(`Ask the operator of ${target} to publish the ${type} record there: ${clause}.`),
              step(
                `If ${target} is no longer in use, first remove the CNAME at ${bounded(name, 255)}: a name with a CNAME can have no other record.`,
              ),
            ]
          : [
              step(
                `Ask the operator of ${target} to make the change there, or replace the CNAME at ${bounded(name, 255)} with a ${type} record of your own: ${clause}.`,
              ),
            ]),
        ...fix,
      ];
    },
    evidenceLines: (fault) => {
      const chain = aliasesOf(fault);
      const path = [recordAt(fault as Fault<never>).name, ...chain].map((name) => bounded(name, 255)).join(' → ');
      return [...(chain.length === 0 ? [] : [['CNAME', path] satisfies EvidenceLine]), ...entry.evidenceLines(fault)];
    },
  };
}
