import fc from 'fast-check';
import type { LoadedFile, LoadedTest } from './harness';
import { loadTests } from './harness';
import { instrumented, SWITCH } from './instrument';
import { registry } from './loader';
import type { Mutant } from './operators';

/** A test file without any mutant in force: which of them it meets, by their number. */
export interface CoveredFile {
  readonly file: string;
  /** While it is loaded, and by what is done before its tests. */
  readonly onLoad: ReadonlySet<number>;
  readonly tests: readonly CoveredTest[];
  /** Names of tests that are too long for every mutant, or do not hold with few examples. */
  readonly leftOut: readonly string[];
}

export interface CoveredTest {
  readonly file: string;
  readonly index: number;
  readonly ms: number;
  /** How often it came by a place that has a mutant. */
  readonly steps: number;
  readonly hits: ReadonlySet<number>;
}

/** Uncovered: no test comes by. Endless: it goes round a hundred times as often as without the mutant, which a test notices. */
export type Fate = 'killed' | 'endless' | 'survived' | 'uncovered';

let active = -1;
let steps = 0;
let mostSteps = Infinity;
let hits = new Set<number>();
/** Whether the test got fewer examples than it asked for. */
let hadFewer = false;

class Endless extends Error {}

Object.assign(globalThis, {
  [SWITCH]: (id: number): boolean => {
    steps += 1;
    if (steps > mostSteps) throw new Endless(`more than ${mostSteps} steps`);
    if (active < 0) hits.add(id);
    return id === active;
  },
});

/** Of each property: what one wrong operator breaks shows within a few examples, and each mutant takes them again. */
const MOST_EXAMPLES = 10;

/** The library of the properties. @param seed of the examples: a mutant that dies by chance today would survive tomorrow */
function fewExamples(seed: number): unknown {
  const assert = (property: never, { numRuns = MOST_EXAMPLES, ...others }: fc.Parameters = {}): unknown => {
    hadFewer ||= numRuns > MOST_EXAMPLES;
    return fc.assert(property, { seed, ...others, numRuns: Math.min(numRuns, MOST_EXAMPLES) });
  };
  return { __esModule: true, default: { ...fc, assert } };
}

/** Of a test, which each mutant takes again: less than a second. */
const MOST_STEPS = 500_000;

const ENDLESS_FACTOR = 100;
const SPARE_STEPS = 1_000_000;

/** Runs tests against the mutants of some sources, all in one process that loads each source once. */
export class Workbench {
  private readonly sources = new Map<string, string>();
  private readonly loaded = new Map<string, LoadedFile>();
  private readonly instead: ReadonlyMap<string, unknown>;
  private lastFile: string | undefined;
  private lastKillers: CoveredTest[] = [];

  /** @param seed of the generated examples */
  constructor(texts: ReadonlyMap<string, string>, mutants: readonly Mutant[], seed: number) {
    this.instead = new Map([['fast-check', fewExamples(seed)]]);
    const numbered = [...mutants.entries()];
    for (const file of new Set(mutants.map((mutant) => mutant.file))) {
      const own = numbered.filter(([, mutant]) => mutant.file === file);
      this.sources.set(file, instrumented(texts.get(file) ?? '', own));
    }
  }

  /** Runs the tests of a file without any mutant. @throws if one of them fails */
  async dryRun(file: string): Promise<CoveredFile> {
    const { result: loaded, hits: onLoad } = await this.observed(async () => {
      const fresh = this.load(file);
      await fresh.before();
      return fresh;
    });
    this.loaded.set(file, loaded);
    const tests: CoveredTest[] = [];
    const leftOut: string[] = [];
    for (const [index, test] of loaded.tests.entries()) {
      const from = performance.now();
      hadFewer = false;
      const observed = await this.observed(() => test.run(), MOST_STEPS).catch((error: unknown) => {
        if (!hadFewer && steps <= MOST_STEPS)
          throw new Error(`${file}: "${test.name}" fails without any mutant`, { cause: error });
      });
      if (observed === undefined) leftOut.push(test.name);
      else tests.push({ file, index, ms: performance.now() - from, steps: observed.steps, hits: observed.hits });
    }
    return { file, onLoad, tests, leftOut };
  }

  /** What becomes of a mutant under the tests that come by it, the quick ones first. */
  async fateOf(id: number, covered: readonly CoveredFile[]): Promise<Fate> {
    const byTest = covered
      .filter(({ onLoad }) => !onLoad.has(id))
      .flatMap(({ tests }) => tests.filter((test) => test.hits.has(id)))
      .sort((a, b) => a.ms - b.ms);
    const killers = this.lastKillers.filter((test) => byTest.includes(test));
    for (const test of new Set([...killers, ...byTest])) {
      const loaded = await this.kept(test.file);
      const fate = await this.tried(id, loaded.tests[test.index], test);
      if (fate === undefined) continue;
      this.lastKillers = [test, ...this.lastKillers.filter((other) => other !== test)].slice(0, 5);
      return fate;
    }
    const byLoad = covered
      .filter(({ onLoad }) => onLoad.has(id))
      .sort((a, b) => Number(b.file === this.lastFile) - Number(a.file === this.lastFile) || msOf(a) - msOf(b));
    for (const file of byLoad) {
      const fate = await this.triedFromTheStart(id, file);
      if (fate === undefined) continue;
      this.lastFile = file.file;
      return fate;
    }
    return byTest.length + byLoad.length === 0 ? 'uncovered' : 'survived';
  }

  private load(file: string): LoadedFile {
    const load = registry((source) => this.sources.get(source), this.instead);
    return loadTests(() => load(file));
  }

  private async kept(file: string): Promise<LoadedFile> {
    const known = this.loaded.get(file);
    if (known !== undefined) return known;
    active = -1;
    mostSteps = Infinity;
    const loaded = this.load(file);
    await loaded.before();
    this.loaded.set(file, loaded);
    return loaded;
  }

  private async observed<T>(
    run: () => Promise<T>,
    most = Infinity,
  ): Promise<{ result: T; hits: ReadonlySet<number>; steps: number }> {
    active = -1;
    mostSteps = most;
    steps = 0;
    hits = new Set();
    const result = await run();
    return { result, hits, steps };
  }

  private async tried(id: number, test: LoadedTest | undefined, covered: CoveredTest): Promise<Fate | undefined> {
    active = id;
    steps = 0;
    mostSteps = covered.steps * ENDLESS_FACTOR + SPARE_STEPS;
    try {
      await test?.run();
      return steps > mostSteps ? 'endless' : undefined;
    } catch {
      return steps > mostSteps ? 'endless' : 'killed';
    } finally {
      active = -1;
    }
  }

  /** What a source works out while it is loaded is worked out anew. */
  private async triedFromTheStart(id: number, { file, tests }: CoveredFile): Promise<Fate | undefined> {
    active = id;
    steps = 0;
    mostSteps = Infinity;
    try {
      const fresh = this.load(file);
      await fresh.before();
      for (const test of [...tests].sort((a, b) => a.ms - b.ms)) {
        const fate = await this.tried(id, fresh.tests[test.index], test);
        if (fate !== undefined) return fate;
        active = id;
      }
      return undefined;
    } catch {
      return 'killed';
    } finally {
      active = -1;
    }
  }
}

const msOf = ({ tests }: CoveredFile): number => tests.reduce((sum, { ms }) => sum + ms, 0);
