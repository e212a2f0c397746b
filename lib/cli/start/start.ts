import { remindersAround } from '../../core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../core/diff';
import { revealed } from '../../config/secret';
import { followConfiguration } from '../../monitor/follow';
import { CONFIGURED } from '../../monitor/directory';
import { heldDomains } from '../../monitor/removals';
import type { OpenStore } from '../../storage/store';
import { alertDamage, settleDamage } from '../damage';
import { addressFor } from '../dashboard/address';
import type { DashboardPort } from '../dashboard/options';
import type { LocalDashboard } from '../dashboard/serve';
import { serveLocally } from '../dashboard/serve';
import { dashboardToken } from '../dashboard/token';
import { UserError } from '../errors';
import type { CliIo } from '../io';
import { localUser } from '../local-user';
import type { LoadedConfig } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { openWatched } from '../store';
import { block } from '../terminal/layout';
import { openScreen } from '../terminal/screen';
import { colorsFor } from '../terminal/style';
import { systemClock } from '../terminal/time';
import { configuredWorld } from './configured';
import { reason } from './failure';
import { monitor } from './monitor';
import { withDomains } from './list';
import { continuing, Overview } from './overview';
import { SelfWatch } from './self-watch';
import { sandboxWorld } from './sandbox';
import { listChanges } from './words';
import type { Surroundings, World } from './world';

/** What is watched, where its history is kept, and who watches the monitor. */
interface Watching {
  readonly world: World;
  readonly store: OpenStore;
  readonly selfWatch: SelfWatch;
}

/** Watches until Ctrl-C, and serves the dashboard on the port meanwhile. */
export async function start(
  given: LoadedConfig,
  flags: CheckSettingFlags,
  port: DashboardPort | undefined,
  io: CliIo,
): Promise<void> {
  let report = (sentence: string): void => void io.stderr.write(`${sentence}\n`);
  const signal = io.endRequested((sentence) => report(sentence));
  const config = await withDomains(given);
  const { store, sandbox } = await openWatched(config, ({ source }) => source !== CONFIGURED);
  const screen = openScreen(io, () => systemClock.now());
  const surroundings = { config, flags, io, screen, colors: colorsFor(io.stdout, io.env) };
  report = (sentence) => screen.event([sentence]);
  let closing: string | undefined;
  try {
    const world = await (sandbox ? sandboxWorld : configuredWorld)(surroundings);
    const { heartbeat } = config;
    const selfWatch = new SelfWatch({
      ...world,
      heartbeat: sandbox ? undefined : heartbeat && revealed(heartbeat.url, io.env),
      screen,
      signal,
    });
    try {
      const dashboard = port && (await openDashboard(port, { world, store, selfWatch }, surroundings));
      try {
        await watch({ world, store, selfWatch }, signal, surroundings, dashboard);
      } finally {
        await dashboard?.close();
      }
      closing = world.closing;
    } finally {
      selfWatch.close();
      await world.close();
    }
  } finally {
    screen.close();
    await store.close();
  }
  io.stdout.write(`${block(closing, 0, io.stdout)}\n`);
}

/** The monitor is worth more than its dashboard, and goes on without it; a port that was asked for is another matter. */
async function openDashboard(
  { port, tries }: DashboardPort,
  { world: { every, place }, store, selfWatch }: Watching,
  { config, io, screen, colors }: Surroundings,
): Promise<LocalDashboard | undefined> {
  const onError = (error: unknown): void => screen.event([`The dashboard failed to answer: ${reason(error)}.`]);
  try {
    const dashboard = await serveLocally({
      port,
      tries,
      store,
      every,
      place,
      caller: localUser(io),
      token: await dashboardToken(config.dataDir),
      readsNeedToken: config.dashboard.readsNeedToken,
      onError,
      faults: () => selfWatch.faults(),
    });
    const { address, note } = addressFor(dashboard, io.stdout);
    screen.say(block(`Dashboard: ${colors.bold(address)}`, 0, io.stdout));
    screen.say(`${block(note, 0, io.stdout)}\n`);
    return dashboard;
  } catch (error) {
    if (tries === 1 && error instanceof UserError) throw error;
    screen.say(`${block(`No dashboard: ${reason(error)}.`, 0, io.stdout)}\n`);
    return undefined;
  }
}

async function watch(
  { world, store, selfWatch }: Watching,
  signal: AbortSignal,
  { config, io, screen, colors }: Surroundings,
  dashboard: Pick<LocalDashboard, 'warm'> | undefined,
): Promise<void> {
  const { channels, every } = world;
  const before = await continuing(store);
  if (before !== undefined) screen.say(block(before, 0, io.stdout));
  const { minimumSeverity, remindAfter, confirmChecks } = config.alerts;
  const policy = {
    minimumSeverity,
    remindAfter: remindersAround(remindAfter),
    channels: channels.map(({ name }) => name),
  };
  const damage = { store, clock: systemClock, policy, say: (text: string) => screen.event([text]) };
  await settleDamage(damage);
  const removals = { store, clock: systemClock, policy, confirmation: config.confirmRemovals };
  if (world.follows !== undefined) {
    const followed = await followConfiguration(world.follows.domains, removals, world.follows);
    const held = followed.held > 0 ? await heldDomains(store) : [];
    for (const line of listChanges(followed, held, before !== undefined)) screen.say(block(line, 0, io.stdout));
  }
  void dashboard?.warm();
  const overview = new Overview(store, every, screen, io, colors);
  let begun = false;
  await monitor({
    ...world,
    channels: selfWatch.channels,
    store,
    sweeps: config.dynamodb === undefined,
    policy,
    judge: { expiry: config.expiryThresholds },
    diff: { ...DEFAULT_DIFF_OPTIONS, confirmChecks },
    comparesZones: world.zones !== undefined,
    confirmation: config.confirmRemovals,
    screen,
    selfWatch,
    signal,
    onSettled: async (until) => {
      // What a read found in the meantime is alerted with the next run's alerts.
      await alertDamage(damage);
      const status = await overview.show(until);
      if (!begun) world.begin();
      begun = true;
      return status;
    },
  });
}
