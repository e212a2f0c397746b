import { execFileSync } from 'node:child_process';
import { ROOT } from './scope';

/** Lines of a file that a change wrote, 1-based. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * What the base is compared with when none is named: where the branch left origin/main, or on that branch itself the
 * commit before. Undefined where there is no history.
 */
export function usualBase(): string | undefined {
  const head = git('rev-parse', 'HEAD');
  const fork = git('merge-base', 'HEAD', 'origin/main');
  return fork !== undefined && fork !== head ? fork : git('rev-parse', '--verify', 'HEAD~1');
}

/** The lines of the core's sources that differ from the base's, with what is not committed. */
export function changedLines(base: string): ChangedLines {
  const diff = git('diff', '--unified=0', '--no-color', '--no-ext-diff', '-M', base, '--', 'lib/core');
  if (diff === undefined) throw new Error(`git knows no commit ${base}; name one that this clone contains`);
  const lines = new Map<string, Set<number>>();
  let file: Set<number> | undefined;
  for (const line of diff.split('\n')) {
    const path = /^\+\+\+ b\/(.+\.ts)$/.exec(line)?.[1];
    if (path !== undefined) lines.set(path, (file = new Set()));
    const [, from, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (from !== undefined) for (let n = 0; n < Number(count); n += 1) file?.add(Number(from) + n);
  }
  return lines;
}

function git(...args: readonly string[]): string | undefined {
  try {
    // The owner of a checkout in a container is often another user.
    return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    }).trim();
  } catch {
    return undefined;
  }
}
