import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './operators';

export const ROOT = join(__dirname, '../..');

/** Rooms and files whose every mutant counts; of the rest of the core a sample does. */
const WHOLE = [
  'verdict/',
  'diff/',
  'alerting/',
  'mta-sts/',
  'tls-rpt/',
  'text/',
  'dane/record.ts',
  'resolvers/',
  'certificate/der.ts',
  'certificate/distinguished-name.ts',
  'lint/zone-line.ts',
  'zone/txt-value.ts',
].map((path) => `lib/core/${path}`);

/** Words that people read. Their sentences are held by the documents made of them, not letter by letter. */
const TEXTS = [
  'findings/catalogue/',
  'findings/words.ts',
  'findings/senders.ts',
  'findings/document',
  'alerting/words/',
  'report/schema.ts',
].map((path) => `lib/core/${path}`);

export const isWhole = (file: string): boolean => WHOLE.some((path) => file.startsWith(path));
export const hasTexts = (file: string): boolean => TEXTS.some((path) => file.startsWith(path));

/** The sources of the core, relative to the repository, in order. */
export const coreFiles = (): readonly string[] => filesBelow('lib/core', '.ts');

/** Tests of how large and how slow things may get: each takes seconds, and what they hold is no operator. */
const TOO_LARGE = ['test/core/alerting/huge-worlds.test.ts'];

/** The tests that a mutant has to pass. */
export const coreTests = (): readonly string[] =>
  filesBelow('test/core', '.test.ts').filter((file) => !TOO_LARGE.includes(file));

const filesBelow = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`)
    .sort();

/**
 * Some of the mutants, the same for the same seed: an edit elsewhere changes nothing about the choice of one.
 * @param most how many
 */
export function sample<M extends Pick<Mutant, 'file' | 'within' | 'before' | 'after'>>(
  mutants: readonly M[],
  most: number,
  seed: number,
): readonly M[] {
  if (mutants.length <= most) return mutants;
  const rank = ({ file, within, before, after }: M): string =>
    createHash('sha256').update([seed, file, within, before, after].join('\0')).digest('hex');
  const chosen = new Set(
    mutants
      .map((mutant) => ({ mutant, by: rank(mutant) }))
      .sort((a, b) => (a.by < b.by ? -1 : 1))
      .slice(0, most)
      .map(({ mutant }) => mutant),
  );
  return mutants.filter((mutant) => chosen.has(mutant));
}
