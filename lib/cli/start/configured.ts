import { canariesOf } from '../../config';
import { formatDuration } from '../../config/duration';
import { count } from '../../core/findings/words';
import { observerMaker } from '../observer';
import { checkSettings } from '../options/check-settings';
import { packageVersion } from '../package-version';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';
import { zoneAccounts } from '../zones/accounts';
import { channelsOf } from './channels';
import type { Surroundings, World } from './world';
import { alertParagraphs } from './words';

/** The domains of the configuration, over the real network. */
export async function configuredWorld({ config, flags, io, screen, colors }: Surroundings): Promise<World> {
  const settings = checkSettings(config, flags);
  const channels = channelsOf(config.alerts, io.env, (message) => screen.event(alertParagraphs(message, colors)));
  const { domains, schedule, dynamodb, dataDir, file, route53 } = config;
  const history = dynamodb === undefined ? dataDir : `the DynamoDB table ${dynamodb.table}`;
  const watched = [
    ...(domains === undefined
      ? route53 === undefined
        ? ['the domains that were added to its list']
        : []
      : [count(domains.length, 'domain')]),
    ...(route53 === undefined ? [] : ['the mail domains of hosted zones in Route 53']),
  ].join(' and ');
  const follows = domains !== undefined || route53 !== undefined;
  const makeObserver = await observerMaker(settings, io, schedule.domains);
  const rates = `domains every ${formatDuration(schedule.domains)}, MX hosts every ${formatDuration(schedule.mxHosts)}`;
  const introduction = `mta-sts-watch ${packageVersion()} watches ${watched}${file === undefined ? '' : ` (${safe(file)})`}: ${rates}. History: ${safe(history)}. Alerts: ${channels.map(({ name }) => name).join(', ')}.`;
  screen.say(`${block(introduction, 0, io.stdout)}\n`);
  return {
    ...(follows && { follows: { domains: domains ?? [], withZones: route53 !== undefined } }),
    ...(route53 !== undefined && {
      zones: {
        every: route53.every,
        patterns: route53,
        accounts: () => zoneAccounts(route53),
        repair: { kinds: route53.repair, reportsTo: route53.reportsTo ?? [] },
      },
    }),
    makeObserver,
    concurrency: settings.concurrency,
    canaries: settings.smtp ? canariesOf(settings) : [],
    channels,
    every: schedule,
    place: 'this machine',
    begin: () => undefined,
    closing: `Stopped. The history is in ${safe(history)}; the same command goes on from there.`,
    close: async () => undefined,
  };
}
