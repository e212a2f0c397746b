// Shows that a run's memory does not grow with the number of domains: `npm run bench:memory`. It watches 200, 1,000 and
// 2,000 generated domains of the sandbox, each number in a process of its own, and fails when what is alive at a time
// grows from the second to the third by more than ALLOWED_GROWTH.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const lib = (path) => require(`../dist/lib/${path}`);

const NUMBERS = [200, 1000, 2000];
const ALLOWED_GROWTH = 8 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;
const SAMPLED_EVERY = 50;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
if (process.argv[2] === 'sandbox') await serve(Number(process.argv[3]));
else if (process.argv[2] === 'run') await run(JSON.parse(process.argv[3]));
else await compare();

async function compare() {
  const results = [];
  for (const number of NUMBERS) {
    const sandbox = fork(fileURLToPath(import.meta.url), ['sandbox', String(number)]);
    const place = await new Promise((resolve) => sandbox.once('message', resolve));
    const output = execFileSync(
      process.execPath,
      [
        '--expose-gc',
        '--max-semi-space-size=2',
        fileURLToPath(import.meta.url),
        'run',
        JSON.stringify({ ...place, number }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    sandbox.disconnect();
    const result = JSON.parse(output);
    results.push(result);
    process.stdout.write(
      `${String(result.done).padStart(6)} domains: ${result.seconds.toFixed(1)} s, at most ${(result.alive / MEGABYTE).toFixed(1)} MB alive, ${(result.resident / MEGABYTE).toFixed(0)} MB resident\n`,
    );
  }
  const [, middle, last] = results;
  const growth = last.alive - middle.alive;
  process.stdout.write(
    `From ${NUMBERS[1]} to ${NUMBERS[2]} domains: ${(growth / MEGABYTE).toFixed(1)} MB more alive, ${ALLOWED_GROWTH / MEGABYTE} MB allowed.\n`,
  );
  process.exitCode = growth > ALLOWED_GROWTH ? 1 : 0;
}

async function serve(number) {
  const sandbox = await lib('sandbox/index').startSandbox({ bulk: { domains: number, mxHosts: 20 } });
  const { resolver, httpsPort, smtpPort, caPem } = sandbox;
  process.send({ resolver, httpsPort, smtpPort, caPem });
  process.once('disconnect', () => void sandbox.close());
}

/** A run over domains and one over MX hosts with an embedded store, as `start` makes them. */
async function run({ resolver, httpsPort, smtpPort, caPem, number }) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  const store = await lib('storage/open').openStore({ embedded: { dir } });
  const clock = { now: () => Date.now() };
  for (let at = 1; at <= number; at += 1)
    await store.addDomain({
      name: `d${String(at).padStart(6, '0')}.bulk.example`,
      source: 'bench',
      addedAt: clock.now(),
    });
  const [address, port] = resolver.split(':');
  const observer = lib('probes/observer').createObserver({
    resolvers: [{ address, port: Number(port) }],
    httpsPort,
    smtpPort,
    ca: [caPem],
    allowPrivateAddresses: true,
  });
  let alive = 0;
  const sample = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    alive = Math.max(alive, heapUsed + external);
  };
  const began = clock.now();
  const deps = {
    store,
    clock,
    observer,
    concurrency: 64,
    policy: { ...lib('core/alerting').DEFAULT_ALERT_POLICY, channels: [] },
    judge: {},
    diff: lib('core/diff').DEFAULT_DIFF_OPTIONS,
    listener: { targetDone: (_target, { done }) => (done % SAMPLED_EVERY === 0 ? sample() : undefined) },
    onError: (target, error) => process.stderr.write(`${target.name}: ${error}\n`),
  };
  const { runOver } = lib('monitor/run');
  const { done, unknown } = await runOver('domain', 'domains@bench', deps);
  await runOver('mx-host', 'mx-hosts@bench', deps);
  const seconds = (clock.now() - began) / 1000;
  if (unknown > 0) process.stderr.write(`of ${unknown} domains something could not be seen\n`);
  observer.close();
  await store.close();
  rmSync(dir, { recursive: true });
  process.stdout.write(JSON.stringify({ done, seconds, alive, resident: process.resourceUsage().maxRSS * 1024 }));
}
