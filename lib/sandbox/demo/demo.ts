import { startSandbox, type Sandbox } from '../sandbox';
import { demoDomains } from './domains';
import { readSaved, writeSaved } from './saved';
import { demoScript, type ScriptStep } from './script';

export interface DemoOptions {
  /** Keeps the demo over a restart: its certificates, and how far the script is. Without it every start is the first. */
  readonly stateFile?: string;
  /** Told of each step when it has happened. */
  readonly onStep?: (step: ScriptStep) => void;
  /** Told when the demo cannot go on, such as when the state file cannot be written; the sandbox stays as it is. */
  readonly onError?: (error: unknown) => void;
  /** Script seconds in a second; default 1. */
  readonly pace?: number;
}

/** A sandbox in which things go wrong while one looks. */
export interface Demo extends Sandbox {
  /** Begins the script, or goes on with it. A first look before it gives the monitor its baseline. */
  play(): void;
}

/**
 * Starts the demo. With a state file it goes on where it was; a script that was played to its end begins again.
 *
 * @throws LoopbackError when the machine lacks loopback addresses; the system's error when the state file cannot be read
 */
export async function startDemo({ stateFile, onStep, onError, pace = 1 }: DemoOptions = {}): Promise<Demo> {
  const saved = stateFile === undefined ? undefined : await readSaved(stateFile);
  const ended = saved !== undefined && saved.elapsed >= lastOf(demoScript(saved.round));
  const round = (saved?.round ?? 0) + (ended ? 1 : 0);
  const begunAt = ended ? 0 : (saved?.elapsed ?? 0);
  const script = demoScript(round);
  const sandbox = await startSandbox({ domains: demoDomains(round), ...(saved && { pki: saved.pki }) });
  for (const { at, change } of script) if (at <= begunAt) await sandbox.apply(change);
  // So that they are saved: after a restart no certificate may look renewed that nobody renewed.
  await sandbox.issueAll();

  let elapsed = begunAt;
  let timer: NodeJS.Timeout | undefined;
  let playing: Promise<void> = Promise.resolve();
  let closed = false;
  const save = async (): Promise<void> => {
    if (stateFile !== undefined) await writeSaved(stateFile, { version: 1, round, elapsed, pki: sandbox.pkiState() });
  };
  await save();
  const schedule = (): void => {
    const step = script.find(({ at }) => at > elapsed);
    if (!step || closed) return;
    timer = setTimeout(() => void (playing = happen(step)), ((step.at - elapsed) / pace) * 1000);
  };
  const happen = async (step: ScriptStep): Promise<void> => {
    try {
      await sandbox.apply(step.change);
      await sandbox.issueAll();
      elapsed = step.at;
      await save();
      onStep?.(step);
      schedule();
    } catch (error) {
      onError?.(error);
    }
  };
  return {
    ...sandbox,
    play: () => {
      if (!timer) schedule();
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await playing;
      await sandbox.close();
      await save();
    },
  };
}

const lastOf = (script: readonly ScriptStep[]): number => Math.max(...script.map(({ at }) => at));
