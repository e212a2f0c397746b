/** A process of its own over a folder: `main.ts JOB DIR [ARGUMENT]`. It says on standard output what it has done. */
import { openStore } from '../../../lib/storage/open';
import { domainTarget } from '../../../lib/core/model';
import type { OpenStore } from '../../../lib/storage/store';
import { alert, check, event, NOON, state } from '../fixtures';

const [, , job = '', dir = '', argument = ''] = process.argv;
const say = (line: string) => process.stdout.write(`${line}\n`);

const jobs: Readonly<Record<string, (store: OpenStore) => Promise<void>>> = {
  /** Holds the folder until it is killed or told to end. */
  async hold() {
    say('ready');
    await new Promise((resolve) => process.stdin.once('data', resolve));
  },

  /** Adds fifty domains of its own. */
  async add(store) {
    for (let n = 0; n < 50; n += 1)
      await store.addDomain({ name: `${argument}-${n}.example`, source: 'test', addedAt: NOON });
    say('done');
  },

  /** Writes states with events, takes some of the events off, and says what was acknowledged, until it is killed. */
  async write(store) {
    for (let n = 0; ; n += 1) {
      const target = domainTarget(`d${n}.example`);
      await store.writeState(state(1, { target, outbox: [event(NOON, 0, target), event(NOON, 1, target)] }));
      say(`state ${n}`);
      await store.putChecks([check(NOON, { target })]);
      say(`check ${n}`);
      await store.acknowledgeEvents(target, [event(NOON, 0, target).id]);
      await store.writeState(state(3, { target, outbox: [event(NOON, 1, target), event(NOON + 1, 0, target)] }));
      if (n % 3 === 0)
        await store.acknowledgeEvents(target, [event(NOON, 1, target).id, event(NOON + 1, 0, target).id]);
      say(`outbox ${n}`);
    }
  },

  /** Records 60 checks, 5 events and an open alert of 6 domains, then waits to be killed. */
  async record(store) {
    for (let n = 0; n < 6; n += 1) {
      const target = domainTarget(`d${n}.example`);
      await store.addDomain({ name: `d${n}.example`, source: 'test', addedAt: NOON });
      await store.writeState(state(1, { target }));
      for (let k = 0; k < 10; k += 1) await store.putChecks([check(NOON + k, { target })]);
    }
    await store.putEvents([0, 1, 2, 3, 4].map((n) => event(NOON, n)));
    await store.writeAlert(alert('a', 1));
    say('recorded');
    await new Promise((resolve) => process.stdin.once('data', resolve));
  },

  /** Fills the disk. */
  async fill(store) {
    try {
      for (let n = 0; ; n += 1)
        await store.putPolicyBody(
          `body ${n}`,
          Buffer.from(Array.from({ length: 30_000 }, (_, i) => (i * 2_654_435_761 * (n + 1)) >>> 24)).toString(
            'base64',
          ),
        );
    } catch (error) {
      say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  },
};

async function main(): Promise<void> {
  const run = jobs[job];
  if (!run) throw new RangeError(`no job ${job}`);
  const store = await openStore({ embedded: { dir } });
  await run(store);
  await store.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    process.exit(1);
  },
);
