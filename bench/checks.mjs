// Measures the CPU of this process for one look, with everything that a run does but the table: `npm run bench:checks`.
// With --write it keeps the result in bench/measured.json, which docs/cost.md is computed from. Each number is beside
// that of a bare TLS handshake in the same run, because absolute times differ from machine to machine.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const lib = (path) => require(`../dist/lib/${path}`);

const DOMAINS = 400;
const MX_HOSTS = 20;
const HANDSHAKES = 200;

if (process.argv[2] === 'sandbox') await serve();
else await measure();

async function serve() {
  const sandbox = await lib('sandbox/index').startSandbox({ bulk: { domains: 2 * DOMAINS, mxHosts: MX_HOSTS } });
  const { resolver, httpsPort, smtpPort, caPem } = sandbox;
  process.send({ resolver, httpsPort, smtpPort, caPem });
  process.once('disconnect', () => void sandbox.close());
}

/** @returns milliseconds of this process's CPU, user and system */
async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measure() {
  const sandbox = fork(fileURLToPath(import.meta.url), ['sandbox']);
  const [{ resolver, httpsPort, smtpPort, caPem }] = await once(sandbox, 'message');
  const [address, port] = resolver.split(':');
  const observer = lib('probes/observer').createObserver({
    resolvers: [{ address, port: Number(port) }],
    httpsPort,
    smtpPort,
    ca: [caPem],
    allowPrivateAddresses: true,
  });
  const name = (at) => `d${String(at).padStart(6, '0')}.bulk.example`;
  const check = async (first) => {
    const names = Array.from({ length: DOMAINS }, (_, at) => name(first + at));
    let checks = MX_HOSTS;
    for await (const report of lib('monitor/check').checkDomains(names, observer, { concurrency: 64 }))
      checks += report.verdict === 'protected' ? 1 : Number.NaN;
    return checks;
  };
  await check(1);
  let checks = 0;
  const checkMs = (await cpuOf(async () => (checks = await check(1 + DOMAINS)))) / checks;

  const secureContext = tls.createSecureContext({ ca: caPem });
  const handshake = async () => {
    const socket = tls.connect({ host: '127.0.0.1', port: httpsPort, servername: `mta-sts.${name(1)}`, secureContext });
    await once(socket, 'secureConnect');
    socket.destroy();
  };
  const handshakes = async () => {
    for (let made = 0; made < HANDSHAKES; made += 1) await handshake();
  };
  await handshakes();
  const handshakeMs = (await cpuOf(handshakes)) / HANDSHAKES;

  observer.close();
  sandbox.disconnect();
  const round = (value) => Math.round(value * 100) / 100;
  const measured = {
    cpuMsPerCheck: round(checkMs),
    cpuMsPerHandshake: round(handshakeMs),
    node: process.versions.node.split('.')[0],
  };
  process.stdout.write(
    `${measured.cpuMsPerCheck} ms of CPU a look, ${round(checkMs / handshakeMs)} times a bare TLS handshake (${measured.cpuMsPerHandshake} ms), on Node ${measured.node}\n`,
  );
  if (process.argv.includes('--write'))
    writeFileSync(new URL('measured.json', import.meta.url), `${JSON.stringify(measured, null, 2)}\n`);
}
