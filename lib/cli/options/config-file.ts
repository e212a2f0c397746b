import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config';
import { DEFAULT_CONFIG_FILE, formatProblem, parseConfig } from '../../config';
import { UserError } from '../errors';
import { readInput } from '../input';
import type { CliIo } from '../io';
import { safe } from '../terminal/escape';

const LONGEST_CONFIG = 4 * 1024 * 1024;

export interface ConfigFlags {
  readonly config?: string;
  readonly dataDir?: string;
}

export interface LoadedConfig extends Config {
  /** The file that was read; not set when there is none. */
  readonly file?: string;
}

export const withConfigOption = (command: Command): Command =>
  command.option(
    '-c, --config <file>',
    `the configuration, YAML or JSON (default: ${DEFAULT_CONFIG_FILE} if it is there)`,
  );

export const withDataDirOption = (command: Command): Command =>
  command.option('--data-dir <folder>', 'where the history is kept (default: .mta-sts-watch)');

/**
 * The configuration with the options that override it.
 * @throws UserError with every mistake in the file, InputError when it cannot be read
 */
export async function loadConfig(flags: ConfigFlags, io: CliIo): Promise<LoadedConfig> {
  const file = flags.config ?? (existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : undefined);
  const text = file === undefined ? '' : await readInput(file, io, LONGEST_CONFIG);
  const parsed = parseConfig(text, safe(file ?? ''), io.env);
  if ('problems' in parsed)
    throw new UserError(
      `${parsed.problems.map(formatProblem).join('\n')}\nNothing was taken from ${safe(file ?? '')}: mend this and run it again.`,
    );
  const { config } = parsed;
  const base = file === undefined || file === '-' ? '.' : dirname(file);
  return {
    ...config,
    ...(config.ca !== undefined && { ca: config.ca.map((path) => resolve(base, path)) }),
    ...(flags.dataDir !== undefined && { dataDir: flags.dataDir }),
    ...(file !== undefined && { file }),
  };
}
