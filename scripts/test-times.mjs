/**
 * Runs tests and lists those that come too near to their time limit: on a machine that is four times as slow, or as
 * busy, they would fail. Run it as `npm run test:times`, with paths of tests for some of them. TIMES=FILE reads the
 * times of an earlier run (TEST_TIMES=FILE npm test).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A test that takes more than this part of its limit is listed, and ends the run with an error. */
const SHARE = 1 / 4;

const folder = mkdtempSync(join(tmpdir(), 'test-times-'));
const file = process.env.TIMES ?? join(folder, 'times.ndjson');
if (process.env.TIMES === undefined) {
  const jest = resolve(fileURLToPath(import.meta.url), '../../node_modules/jest/bin/jest.js');
  const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TEST_TIMES: file },
  });
  process.exitCode = status ?? 1;
}

const times = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .sort((a, b) => b.ms / b.limitMs - a.ms / a.limitMs)
  : [];
rmSync(folder, { recursive: true });

const log = (text) => process.stdout.write(`${text}\n`);

const shown = ({ file, name, ms, limitMs }) =>
  `${((100 * ms) / limitMs).toFixed(0).padStart(3)} % of ${limitMs / 1000} s: ${file} ${name}`;
log(`\n${times.length} tests and hooks. Those that took the largest part of their time limit:`);
for (const one of times.slice(0, 10)) log(shown(one));
const near = times.filter(({ ms, limitMs }) => ms > SHARE * limitMs);
if (near.length > 0) {
  log(`\n${near.length} took more than a quarter: shrink them, give them more time, or move them to test:system.`);
  for (const one of near) log(shown(one));
  process.exitCode = 1;
}
