import { randomInt } from 'node:crypto';
import { simulate } from './simulate';

/**
 * The use cases of lib/monitor and lib/core over a store in memory and a clock of its own, in worlds whose truth a seed
 * decides. CHAOS_SEED=N repeats the worlds of a run; CHAOS_FAULTS=N injects more, or fewer.
 */
const SEED = Number(process.env['CHAOS_SEED'] ?? randomInt(1_000_000));
const FAULTS = Number(process.env['CHAOS_FAULTS'] ?? 10_000);
const IN_A_WORLD = 400;

test(`${FAULTS} injected faults: no false alert, none missed, none double, none lost (CHAOS_SEED=${SEED})`, async () => {
  let faults = 0;
  let rounds = 0;
  for (let seed = SEED; faults < FAULTS; seed++) {
    const outcome = await simulate(seed, Math.min(IN_A_WORLD, FAULTS - faults));
    expect(outcome.violations).toEqual([]);
    faults += outcome.faults;
    rounds += outcome.rounds;
  }
  process.stderr.write(`simulation: CHAOS_SEED=${SEED}, ${faults} faults in ${rounds} runs\n`);
}, 1_800_000);
