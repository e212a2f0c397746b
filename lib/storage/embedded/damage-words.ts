import { count, listed, utc } from '../../core/findings/words';
import type { Damage } from './damage';

const NOUNS: Readonly<Record<string, readonly [one: string, many?: string]>> = {
  policy: ['policy', 'policies'],
  'mx-set': ['set of MX hosts', 'sets of MX hosts'],
  'mx-edge': ['link of an MX host', 'links of MX hosts'],
  'mx-host': ['MX host'],
  silence: ['mute or maintenance window', 'mutes and maintenance windows'],
  delivery: ['unfinished delivery', 'unfinished deliveries'],
  jobs: ['list of jobs', 'lists of jobs'],
  other: ['other item'],
};

/** What was lost, as exactly as it is known, and which files were damaged: clauses for use within a sentence. */
export function damageInWords(found: Damage): string {
  const { lost, from, until, files, copy } = found;
  const gone = lost.map(([type, missing, of]) => {
    const [one, many] = NOUNS[type] ?? [type];
    return `${missing} of ${count(of, one, many)}`;
  });
  // What a list of tables is about is found in the tables.
  const mayMiss = files.length === 0 || gone.length > 0 || files.some((file) => /^\d+\./.test(file));
  const between =
    until === undefined || !mayMiss
      ? ''
      : from !== undefined && from < until
        ? `, and changes made between ${utc(from)} and ${utc(until)} may be missing`
        : `, and changes made before ${utc(until)} may be missing`;
  return [
    gone.length > 0
      ? `${listed(gone)} ${itemsLost(found) === 1 ? 'is' : 'are'} lost${between}`
      : `no stored item is missing${between}`,
    ...(files.length > 0 ? [`damaged: ${listed(files)}`] : ['the database went back to an older state']),
    ...(copy === undefined ? [] : [`the files as they were found are in ${copy}`]),
  ].join('; ');
}

/** How many items were lost. */
export const itemsLost = ({ lost }: Damage): number => lost.reduce((sum, [, missing]) => sum + missing, 0);
