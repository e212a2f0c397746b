import { afterAll, afterEach, beforeAll, beforeEach, describe, getState, it, resetState, test } from 'jest-circus';
import { expect } from 'expect';

type Block = ReturnType<typeof getState>['rootDescribeBlock'];
type Hook = Block['hooks'][number]['type'];

/** A test of a loaded file. */
export interface LoadedTest {
  readonly name: string;
  /** Rejects when it fails. Only what the test itself does, with what is done before and after each. */
  run(): Promise<void>;
}

export interface LoadedFile {
  readonly tests: readonly LoadedTest[];
  /** What is done once before and after all of them. */
  before(): Promise<void>;
  after(): Promise<void>;
}

Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test });

/** Loads a test file. @param load runs its text, which registers the tests */
export function loadTests(load: () => unknown): LoadedFile {
  resetState();
  load();
  const { rootDescribeBlock } = getState();
  const tests: LoadedTest[] = [];
  const blocks: Block[] = [];
  const walk = (block: Block, path: readonly string[]): void => {
    if (block.mode === 'skip') return;
    blocks.push(block);
    for (const child of block.children) {
      const names = [...path, child.name];
      if (child.type === 'describeBlock') walk(child, names);
      else if (child.mode === undefined)
        tests.push({
          name: names.join(' '),
          run: async () => {
            const around = [...ancestors(block)];
            await runHooks(around, 'beforeEach');
            try {
              await call(child.fn);
            } finally {
              await runHooks([...around].reverse(), 'afterEach');
            }
          },
        });
    }
  };
  walk(rootDescribeBlock, []);
  return {
    tests,
    before: () => runHooks(blocks, 'beforeAll'),
    after: () => runHooks([...blocks].reverse(), 'afterAll'),
  };
}

function ancestors(block: Block): readonly Block[] {
  return block.parent === undefined ? [block] : [...ancestors(block.parent), block];
}

async function runHooks(blocks: readonly Block[], wanted: Hook): Promise<void> {
  for (const { hooks } of blocks) for (const { type, fn } of hooks) if (type === wanted) await call(fn);
}

/** Tests of the core neither ask for a callback nor for a context. */
const call = async (fn: unknown): Promise<void> => {
  await (fn as () => unknown)();
};
