import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSETS } from '../../lib/contract/assets';
import type { EnvironmentName } from '../../lib/contract/environment';
import { ENVIRONMENT } from '../../lib/contract/environment';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { OpenStore } from '../../lib/storage/store';
import { openTable } from '../../lib/storage/dynamodb';

/** A variable that the construct set. @throws Error when it did not. */
export function environment(name: EnvironmentName): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set: the function was not deployed by the construct.`);
  return value;
}

/** A file that the construct laid beside the bundle. */
export const besideBundle = <T>(file: (typeof ASSETS)[keyof typeof ASSETS]): T =>
  JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as T;

export const readSettings = (): HandlerSettings => besideBundle<HandlerSettings>(ASSETS.settings);

export const openStore = (settings: HandlerSettings): OpenStore =>
  openTable({ table: environment(ENVIRONMENT.table) }, { retention: settings.retention });

export const clock = { now: () => Date.now() };
