import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Lambda handlers: a file each in lambdas/, a bundle each in dist/lambdas/. */
export const HANDLERS = [
  'dispatch',
  'check-domain',
  'check-mx',
  'agent-results',
  'publish',
  'notify',
  'self-check',
  'zones',
  'query',
  'dashboard',
] as const;
export type HandlerName = (typeof HANDLERS)[number];

/**
 * The folder with a handler's bundle (`index.js`), which the published package holds ready-made.
 * @throws Error when it is not there, as in a checkout before the build.
 */
export function bundleFolder(handler: HandlerName): string {
  const folder = join(packageRoot(__dirname), 'dist', 'lambdas', handler);
  if (!existsSync(join(folder, 'index.js')))
    throw new Error(
      `The bundle of the Lambda handler ${handler} is missing: ${folder}. In a checkout, run: npm run build`,
    );
  return folder;
}

/** The folder of this package, from a folder in its sources or in dist. */
export function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The package of mta-sts-watch is not whole: its package.json is missing.');
  return packageRoot(parent);
}
