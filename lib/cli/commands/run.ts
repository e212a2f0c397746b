import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import type { ScheduleName } from '../../contract/schedule';
import { SCHEDULES } from '../../contract/schedule';
import type { RunRecord } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import type { CliIo } from '../io';
import { lazy } from '../lazy';
import { runSentence } from '../start/words';
import { systemClock } from '../terminal/time';

const NOUNS: Readonly<Record<ScheduleName, string>> = { domains: 'domain', 'mx-hosts': 'MX host' };
const POLL = 2_000;
/** As long as the longest run in order takes; a run that stays longer has an alarm of its own. */
const LONGEST_WAIT = 3_600_000;

interface RunFlags {
  readonly stack?: string;
  readonly wait?: true;
}

/** `run`: a deployed monitor looks now, not only by its schedule. */
export function runCommand(io: CliIo): Command {
  return throughIo(new Command('run'), io)
    .description('start a run of a deployed stack now: its domains, then its MX hosts')
    .option('--wait', 'wait for its end, and say what it did')
    .action(async (_flags: RunFlags, command: Command) => {
      const { stack, wait } = command.optsWithGlobals<RunFlags>();
      if (stack === undefined)
        throw new UserError(
          'A run is started in a deployed stack: mta-sts-watch --stack NAME run. On this machine, "start" runs at once, and then by its schedule.',
        );
      const { findStack, startStackRun, openStackStore } = lazy.stack();
      const monitor = await findStack(stack);
      const store = wait === true ? await openStackStore(stack) : undefined;
      try {
        for (const schedule of SCHEDULES) {
          const run = await startStackRun(monitor, schedule, systemClock.now());
          io.stdout.write(
            store === undefined
              ? `A run over ${run.planned} ${NOUNS[schedule]}s has begun: ${run.id}\n`
              : `${runSentence(await finished(run, store), NOUNS[schedule])}\n`,
          );
        }
      } finally {
        await store?.close();
      }
    });
}

async function finished(run: RunRecord, store: OpenStore): Promise<RunRecord> {
  for (const patience = performance.now() + LONGEST_WAIT; performance.now() < patience; await pause(POLL)) {
    const { items } = await store.runs({ since: run.startedAt, until: run.startedAt });
    const now = items.find(({ id }) => id === run.id);
    if (now?.finishedAt !== undefined || now?.closed !== undefined) return now;
  }
  throw new UserError(
    `The run ${run.id} is not finished after an hour. docs/runbook.md, run-not-finished, says what to look at.`,
  );
}
