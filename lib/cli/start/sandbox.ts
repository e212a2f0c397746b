import { join } from 'node:path';
import { terminalChannel } from '../../alerts/terminal';
import { lazy } from '../lazy';
import { packageVersion } from '../package-version';
import { sandboxDir } from '../store';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';
import { systemClock } from '../terminal/time';
import { reason } from './failure';
import type { Surroundings, World } from './world';
import { alertParagraphs } from './words';

/** Fast enough to see things happen. Milliseconds. */
const EVERY = 5_000;
const CHECK_TIMEOUT = 4_000;

/** The sandbox with its script, in which things go wrong while one looks. */
export async function sandboxWorld({ config, io, screen, colors }: Surroundings): Promise<World> {
  const { startDemo } = lazy.sandbox();
  const command = `${io.env.npm_lifecycle_event === 'start' ? 'npm start --' : 'npx mta-sts-watch start'} --domains example.com,example.net`;
  const about =
    'no domains are configured, so it watches its sandbox: a small Internet on this machine, in which things go wrong while you look. Nothing leaves this machine.';
  screen.say(block(`mta-sts-watch ${packageVersion()}: ${about}`, 0, io.stdout));
  screen.say(`${block(`To watch your own: ${colors.bold(command)}`, 0, io.stdout)}\n`);
  const demo = await startDemo({
    stateFile: join(sandboxDir(config), 'sandbox.json'),
    onStep: ({ says }) => screen.event([colors.dim(`In the sandbox: ${says}.`)]),
    onError: (error) => screen.event([`The sandbox stands still: ${reason(error)}.`]),
  });
  const [address = '', port] = demo.resolver.split(':');
  const options = {
    resolvers: [{ address, port: Number(port) }],
    trustAd: true,
    observeTlsa: true,
    httpsPort: demo.httpsPort,
    smtpPort: demo.smtpPort,
    ca: [demo.caPem],
    allowPrivateAddresses: true,
    checkTimeoutMs: CHECK_TIMEOUT,
    clock: systemClock,
  };
  return {
    follows: { domains: demo.domains, withZones: false },
    makeObserver: () => lazy.probes().createObserver(options),
    concurrency: config.concurrency,
    canaries: [],
    channels: [terminalChannel((message) => screen.event(alertParagraphs(message, colors)))],
    every: { domains: EVERY, mxHosts: EVERY },
    place: 'this machine, into its sandbox',
    begin: () => demo.play(),
    closing: `Stopped. The sandbox's history is in ${safe(sandboxDir(config))}; the same command goes on from there. To watch your own domains: ${command}`,
    close: () => demo.close(),
  };
}
