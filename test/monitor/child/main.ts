/** A process that plays the story over a folder: `main.ts DIR RECEIVER FIRST NOW`. It says which steps it has done. */
import { openStore } from '../../../lib/storage/open';
import type { Delivery } from '../../../lib/monitor/ports';
import { STORY, settle } from '../story';

const [, , dir = '', receiver = '', first = '0', now = '0'] = process.argv;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const clock = { now: () => Number(now) };
  const store = await openStore({ embedded: { dir } }, { clock });
  const channel = {
    name: 'pager',
    async send(delivery: Delivery) {
      const answer = await fetch(receiver, {
        method: 'POST',
        body: JSON.stringify({ id: delivery.id, tells: delivery.messages.flatMap(({ tells }) => tells) }),
      });
      if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`);
    },
  };
  const process = { store, channel, clock };
  await settle(process);
  for (const [index, step] of STORY.entries()) {
    if (index < Number(first)) continue;
    say(`begin ${index}`);
    await step(process);
    say(`done ${index}`);
  }
  await store.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`failed ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(1);
  },
);
