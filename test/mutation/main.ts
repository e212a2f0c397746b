import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changedLines, usualBase } from './changed';
import { Compiler } from './compiler';
import { mutantsOf } from './operators';
import type { Mutant } from './operators';
import { coreFiles, coreTests, hasTexts, isWhole, ROOT, sample } from './scope';
import type { SurvivorList } from './survivor-list';
import { compare, listedOf, OPEN, readList, readUntried, shown, writeList, writeUntried } from './survivor-list';
import type { Fate } from './workbench';
import { Workbench } from './workbench';

/** Of the rooms that are not tried whole. */
const SAMPLED = 500;

const HELP = `Tries small faults ("mutants") in lib/core, one after the other: a test under test/core should notice each.

  --changed          only files that changed since the branch left origin/main, or since the commit before
  --base COMMIT      with --changed: since this commit
  --only TEXT        only files whose path contains the text
  --most N           at most so many mutants, chosen by the seed
  --seed N           of that choice, of the ${SAMPLED} in rooms that are not tried whole, and of generated examples
  --update           writes test/mutation/survivors.json anew
`;

const log = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs the mutants and compares who survives with the list. Sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      changed: { type: 'boolean', default: false },
      base: { type: 'string' },
      only: { type: 'string', default: '' },
      most: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: '1' },
      update: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return log(HELP);
  const seed = Number(values.seed);
  const texts = new Map(coreFiles().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  const all = [...texts].flatMap(([file, text]) => mutantsOf(file, text, { literals: !hasTexts(file) }));
  const inScope = values.changed ? ofChanges(all, values.base ?? usualBase()) : ofRooms(all, seed);
  const chosen = sample(
    inScope.filter(({ file }) => file.includes(values.only)),
    Number(values.most),
    seed,
  );
  log(`seed ${seed}: ${chosen.length} mutants of ${new Set(chosen.map(({ file }) => file)).size} files`);
  const list = readList();
  const listed = listedOf(list, all);
  const survived = await survivorsOf(chosen, texts, seed, (mutant) => {
    if (!listed.has(mutant)) log(`SURVIVED ${described(mutant)}`);
  });
  const files = new Set(inScope.map(({ file }) => file));
  const comparison = compare(values.changed ? only(list, files) : list, all, new Set(chosen), new Set(survived));
  if (values.update) {
    if (!values.changed) writeUntried(values.only);
    return writeList(list, all, comparison);
  }
  for (const [file, { within, operator, before, after }] of comparison.outdated)
    log(`OUTDATED ${file} ${within}: ${operator}, ${before} → ${after}`);
  const untried = readUntried();
  const unlisted = comparison.unlisted.filter(({ file }) => !untried.some((path) => file.startsWith(path)));
  if (unlisted.length < comparison.unlisted.length)
    log(`${comparison.unlisted.length - unlisted.length} survivors are in files of test/mutation/untried.json`);
  const wrong = unlisted.length + comparison.outdated.length;
  const open = Object.values(list)
    .flat()
    .filter(({ reason }) => reason === OPEN).length;
  log(`${open} survivors in the list are open`);
  if (wrong > 0) {
    log(
      'Write a test that kills each survivor, or list it with the reason why none can (--update adds it as "open", and drops those that are outdated).',
    );
    process.exitCode = 1;
  }
}

/** The part of the list about some files. */
const only = (list: SurvivorList, files: ReadonlySet<string>): SurvivorList =>
  Object.fromEntries(Object.entries(list).filter(([file]) => files.has(file)));

/** The rooms that are tried whole, and some of the rest. */
const ofRooms = (all: readonly Mutant[], seed: number): readonly Mutant[] => {
  const some = new Set(
    sample(
      all.filter(({ file }) => !isWhole(file)),
      SAMPLED,
      seed,
    ),
  );
  return all.filter((mutant) => isWhole(mutant.file) || some.has(mutant));
};

/** Files of the rooms that are tried whole; elsewhere the lines that changed: what is around them is somebody else's. */
function ofChanges(all: readonly Mutant[], base: string | undefined): readonly Mutant[] {
  if (base === undefined) {
    log('no history to compare with: nothing is tried');
    return [];
  }
  log(`changes since ${base}`);
  const changed = changedLines(base);
  return all.filter(({ file, line }) => (isWhole(file) ? changed.has(file) : changed.get(file)?.has(line)));
}

async function survivorsOf(
  mutants: readonly Mutant[],
  texts: ReadonlyMap<string, string>,
  seed: number,
  onSurvivor: (mutant: Mutant) => void,
): Promise<readonly Mutant[]> {
  if (mutants.length === 0) return [];
  const bench = new Workbench(texts, mutants, seed);
  const covered = [];
  for (const file of coreTests()) covered.push(await bench.dryRun(file));
  for (const { file, leftOut } of covered) for (const name of leftOut) log(`left out: ${file} "${name}"`);
  let compiler: Compiler | undefined;
  const counts = new Map<Fate | 'rejected by the compiler', number>();
  const survived: Mutant[] = [];
  for (const [id, mutant] of mutants.entries()) {
    let fate: Fate | 'rejected by the compiler' = await bench.fateOf(id, covered);
    if (fate === 'survived' || fate === 'uncovered') {
      compiler ??= new Compiler(texts);
      if (!compiler.accepts(mutant)) fate = 'rejected by the compiler';
      else {
        survived.push(mutant);
        onSurvivor(mutant);
      }
    }
    counts.set(fate, (counts.get(fate) ?? 0) + 1);
    if (id % 500 === 499) log(`${id + 1} tried, ${survived.length} survive`);
  }
  log([...counts].map(([fate, count]) => `${count} ${fate}`).join(', '));
  return survived;
}

function described(mutant: Mutant): string {
  const [before, after] = shown(mutant);
  return `${mutant.file}:${mutant.line} ${mutant.within}: ${mutant.operator}, ${before} → ${after}`;
}
