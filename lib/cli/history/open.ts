import type { Command } from 'commander';
import type { OpenStore } from '../../storage/store';
import { damageFound } from '../damage';
import type { CliIo } from '../io';
import { lazy } from '../lazy';
import { localUser } from '../local-user';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption, withDataDirOption } from '../options/config-file';
import { openConfiguredStore, openWatched, sandboxDir } from '../store';
import { safe } from '../terminal/escape';

/** The options that say which history is meant; `stack` is the program's own. */
export interface HistoryFlags extends ConfigFlags {
  readonly stack?: string;
}

export const withHistoryOptions = (command: Command): Command => withDataDirOption(withConfigOption(command));

/** A history and where it is, for a person. */
export interface OpenHistory {
  readonly store: OpenStore;
  readonly place: string;
  /** Who is at the keyboard, for the record of what somebody changed: the user of this machine, or the identity of the AWS caller. */
  readonly by: () => Promise<string>;
}

/**
 * Runs `work` over the history that the command line names: a deployed stack's, the configured one, or, where nothing
 * is configured, the sandbox's.
 */
export async function inHistory(
  command: Command,
  io: CliIo,
  work: (history: OpenHistory) => Promise<void>,
): Promise<void> {
  const history = await open(command.optsWithGlobals<HistoryFlags>(), io);
  try {
    await warnOfDamage(history, io);
    await work(history);
  } finally {
    await history.store.close();
  }
}

/** The same for what changes the list of watched domains: it is never the sandbox's. */
export async function inDirectory(
  command: Command,
  io: CliIo,
  work: (history: OpenHistory) => Promise<void>,
): Promise<void> {
  const flags = command.optsWithGlobals<HistoryFlags>();
  const history = flags.stack === undefined ? await openConfigured(flags, io) : await open(flags, io);
  try {
    await warnOfDamage(history, io);
    await work(history);
  } finally {
    await history.store.close();
  }
}

/** `start` raises the alert; nothing is put in order without a word meanwhile. */
async function warnOfDamage({ store }: OpenHistory, io: CliIo): Promise<void> {
  for (const text of await damageFound(store)) io.stderr.write(`${text}\n`);
}

async function openConfigured(flags: HistoryFlags, io: CliIo): Promise<OpenHistory> {
  const config = await loadConfig(flags, io);
  return { store: await openConfiguredStore(config), place: safe(config.dataDir), by: async () => localUser(io) };
}

async function open(flags: HistoryFlags, io: CliIo): Promise<OpenHistory> {
  if (flags.stack !== undefined)
    return {
      store: await lazy.stack().openStackStore(flags.stack),
      place: `stack ${safe(flags.stack)}`,
      by: () => lazy.stack().callerIdentity(),
    };
  const config = await loadConfig(flags, io);
  const { store, sandbox } = await openWatched(config);
  const place =
    config.dynamodb === undefined
      ? sandbox
        ? `the sandbox, ${safe(sandboxDir(config))}`
        : safe(config.dataDir)
      : `the DynamoDB table ${safe(config.dynamodb.table)}`;
  return { store, place, by: async () => localUser(io) };
}
