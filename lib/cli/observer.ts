import type { NetworkObserver, ObserverOptions } from '../probes/observer';
import { UserError } from './errors';
import { readInput } from './input';
import type { CliIo } from './io';
import { lazy } from './lazy';
import type { CliCheckSettings } from './options/check-settings';
import { safe } from './terminal/escape';
import { systemClock } from './terminal/time';

const LONGEST_CA = 4 * 1024 * 1024;

/** Makes observers, one a run, with settings whose files have been read. */
export type ObserverMaker = () => NetworkObserver;

/**
 * Reads what the settings name.
 * @param checksEvery Milliseconds between two checks of a domain; not given for a single check, which leaves nothing out.
 * @throws UserError, InputError when a CA file cannot be used
 */
export async function observerMaker(
  settings: CliCheckSettings,
  io: CliIo,
  checksEvery?: number,
  pace: Pick<ObserverOptions, 'sessionsPerSecond' | 'tries'> = {},
): Promise<ObserverMaker> {
  const ca = await Promise.all((settings.ca ?? []).map((file) => readPem(file, io)));
  return () => {
    const { createObserver, observerOptions } = lazy.probes();
    const options = observerOptions({ ...settings, ca }, checksEvery);
    return createObserver({ ...options, observeSmtp: settings.smtp, clock: systemClock, ...pace });
  };
}

async function readPem(file: string, io: CliIo): Promise<string> {
  const text = await readInput(file, io, LONGEST_CA);
  try {
    lazy.probes().trustedRoots([text]);
    return text;
  } catch (error) {
    const what = error instanceof Error ? error.message.replace(/^CA 1 /, '') : String(error);
    throw new UserError(`${safe(file)} ${what}. Give a PEM file of certificates that authorities sign with.`, {
      cause: error,
    });
  }
}
