import type { NetworkObserver, ObserverOptions } from '../probes/observer';
import { UserError } from './errors';
import { readInput } from './input';
import type { CliIo } from './io';
import { lazy } from './lazy';
import type { CheckSettings } from './options/check-settings';
import { safe } from './terminal/escape';
import { systemClock } from './terminal/time';

const LONGEST_CA = 4 * 1024 * 1024;

/** Makes observers, one a run, with settings whose files have been read. */
export type ObserverMaker = () => NetworkObserver;

/**
 * Reads what the settings name.
 * @param looksEvery Milliseconds between two looks at a domain; not given for a single look, which leaves nothing out.
 * @throws UserError, InputError when a CA file cannot be used
 */
export async function observerMaker(
  { ca = [], timeout, ehlo, resolvers, nameServers, ...settings }: CheckSettings,
  io: CliIo,
  checksEvery?: number,
  pace: Pick<ObserverOptions, 'sessionsPerSecond' | 'tries'> = {},
): Promise<ObserverMaker> {
  const pems = await Promise.all(ca.map((file) => readPem(file, io)));
  const options = {
    trustAd: settings.resolverTrusted,
    resolverRate: settings.resolverRate,
    nameServers:
      nameServers === 'never'
        ? nameServers
        : checksEvery === undefined
          ? ('always' as const)
          : { everyMs: nameServers, observeEveryMs: checksEvery },
    nameServerPort: settings.nameServerPort,
    httpsPort: settings.httpsPort,
    smtpPort: settings.smtpPort,
    observeSmtp: settings.smtp,
    allowPrivateAddresses: settings.allowPrivateAddresses,
    checkTimeoutMs: timeout,
    clock: systemClock,
    ...pace,
    ...(pems.length > 0 && { ca: pems }),
    ...(ehlo !== undefined && { ehloName: ehlo }),
    ...(resolvers !== undefined && { resolvers }),
  };
  return () => lazy.probes().createObserver(options);
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
