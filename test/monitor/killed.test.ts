import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore } from '../../lib/storage/open';
import { memoryStore } from '../support/memory-store';
import { startReceiver } from '../support/receiver';
import { HOUR, NOON, Pager } from './stage';
import { STORY, outcome, playStory } from './story';

const SCRIPT = ['-r', require.resolve('../storage/child/typescript.js'), join(__dirname, 'child', 'main.ts')];

/** Later than all that is checked in the story: what is later than now is brought to now. */
const LATER = NOON + 5 * HOUR;

interface Sent {
  readonly id: string;
  readonly tells: readonly string[];
}

/** What a story comes to in which nobody dies. */
async function undisturbed(): Promise<{ readonly told: readonly string[]; readonly world: unknown }> {
  const store = memoryStore({ now: () => LATER });
  const pager = new Pager();
  await playStory(
    () => ({ store, channel: pager, clock: { now: () => LATER } }),
    () => false,
  );
  return { told: [...pager.told].sort(), world: await outcome(store) };
}

/**
 * Plays the story in processes that are killed by the kernel: each when it has begun the step given for it, and some
 * time has passed, which makes every run meet another point. The last one lives.
 */
async function playKilled(
  dir: string,
  url: string,
  kills: readonly { readonly step: number; readonly afterMs: number }[],
): Promise<void> {
  let first = 0;
  for (const [life, fate] of [...kills, undefined].entries()) {
    const child = spawn(process.execPath, [...SCRIPT, dir, url, String(first), String(LATER + life * HOUR)], {
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    child.stderr.pipe(process.stderr);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    for await (const line of createInterface({ input: child.stdout })) {
      const [what, step] = line.split(' ');
      if (what === 'failed') throw new Error(line);
      if (what === 'done') first = Number(step) + 1;
      if (fate !== undefined && what === 'begin' && Number(step) >= fate.step)
        setTimeout(() => child.kill('SIGKILL'), fate.afterMs);
    }
    expect((await exit)[0]).toBe(fate === undefined ? 0 : null);
  }
  expect(first).toBe(STORY.length);
}

test('processes killed by the kernel in the middle of their work: no alert is lost, none is told twice', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'killed-'));
  const receiver = await startReceiver();
  try {
    await playKilled(dir, receiver.url, [
      { step: 3, afterMs: 5 },
      { step: 4, afterMs: 20 },
      { step: 8, afterMs: 12 },
      { step: 12, afterMs: 3 },
      { step: 16, afterMs: 8 },
    ]);
    const sent = receiver.received.map(({ body }) => JSON.parse(body) as Sent);
    const once = [...new Map(sent.map((one) => [one.id, one])).values()];
    const expected = await undisturbed();
    expect(once.flatMap(({ tells }) => tells).sort()).toEqual(expected.told);
    const store = await openStore({ embedded: { dir } }, { clock: { now: () => LATER } });
    expect(await outcome(store)).toEqual(expected.world);
    await store.close();
  } finally {
    await receiver.close();
    rmSync(dir, { recursive: true });
  }
}, 240_000);
