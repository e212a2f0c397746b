import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, type Demo, type DemoOptions } from '../../../lib/sandbox/demo/demo';
import { demoDomains } from '../../../lib/sandbox/demo/domains';
import { demoScript, type ScriptStep } from '../../../lib/sandbox/demo/script';
import type { SavedDemo } from '../../../lib/sandbox/demo/saved';
import { World } from '../../../lib/sandbox/world/world';

/** All that an observer could see of the demo's domains and their hosts. */
function published({ zone, policyHosts, mxEndpoints }: World): unknown {
  const labels = ['', '_mta-sts.', '_smtp._tls.', 'mta-sts.', 'mx.', 'mx1.', 'mx2.'];
  const names = demoDomains(0).flatMap(({ name }) => labels.map((label) => label + name));
  return { zone: names.map((name) => [name, zone.find(name)]), policyHosts: new Map(policyHosts), mxEndpoints };
}

describe('the script', () => {
  const script = demoScript(0);

  test('goes forward, and shows its first faults within a minute', () => {
    const times = script.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(times.filter((at) => at < 60).length).toBeGreaterThanOrEqual(3);
  });

  test.each([0, 1, 7])('round %d ends where the next begins', (round) => {
    const played = new World(demoDomains(round));
    for (const { change } of demoScript(round)) played.apply(change);
    const next = new World(demoDomains(round + 1));
    expect(published(played)).toEqual(published(next));
  });

  test('every step changes something', () => {
    const world = new World(demoDomains(0));
    for (const { change, says } of script) {
      const before = structuredClone(published(world));
      world.apply(change);
      expect([says, published(world)]).not.toEqual([says, before]);
    }
  });
});

describe('the demo', () => {
  let folder: string;
  let stateFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
    stateFile = join(folder, 'deep', 'sandbox.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const saved = async (): Promise<SavedDemo> => JSON.parse(await readFile(stateFile, 'utf8')) as SavedDemo;

  /** Plays until a step has happened, then closes. @returns the steps that happened */
  async function playUntil(last: string, options: DemoOptions): Promise<string[]> {
    const steps: string[] = [];
    let demo: Demo | undefined;
    await new Promise<void>((resolve, reject) => {
      const onStep = ({ says }: ScriptStep) => {
        steps.push(says);
        if (says === last) resolve();
      };
      startDemo({ pace: 2000, onError: reject, ...options, onStep }).then((started) => (demo = started).play(), reject);
    });
    await demo?.close();
    return steps;
  }

  const sentences = demoScript(0).map(({ says }) => says);

  test('plays each step once, in order', async () => {
    expect(await playUntil(sentences.at(-1) ?? '', {})).toEqual(sentences);
  });

  test('does not begin before it is told', async () => {
    const steps: string[] = [];
    const demo = await startDemo({ pace: 1_000_000, onStep: ({ says }) => steps.push(says) });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await demo.close();
    expect(steps).toEqual([]);
  });

  test('goes on after a restart with the same CA and certificates, and where it was', async () => {
    const first = await playUntil(sentences[4] ?? '', { stateFile });
    const before = await saved();
    expect(before).toMatchObject({ round: 0, elapsed: demoScript(0)[first.length - 1]?.at });
    const demo = await startDemo({ stateFile });
    expect(demo.caPem).toBe(before.pki.authorities['root']);
    await demo.close();
    expect((await saved()).pki.issued).toEqual(before.pki.issued);
    const rest = await playUntil(sentences.at(-1) ?? '', { stateFile });
    expect([...first, ...rest]).toEqual(sentences);
  });

  test('begins a new round after the last step', async () => {
    await playUntil(sentences.at(-1) ?? '', { stateFile });
    const demo = await startDemo({ stateFile });
    await demo.close();
    expect(await saved()).toMatchObject({ round: 1, elapsed: 0 });
  });

  test('keeps its keys for itself, and survives a state file that is broken', async () => {
    await (await startDemo({ stateFile })).close();
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    await writeFile(stateFile, '{"version":');
    await (await startDemo({ stateFile })).close();
    expect(await saved()).toMatchObject({ version: 1, round: 0, elapsed: 0 });
  });
});
