import { Command } from 'commander';
import { describeAlert } from '../../core/alerting';
import { utc } from '../../core/findings/words';
import type { Alert } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import { gravestFirst } from '../history/alerts';
import { alertJson, jsonDocument, mapped } from '../history/json';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { sinceOption } from '../options/since';
import { pages } from '../pages';
import { alertParagraphs } from '../start/words';
import { block } from '../terminal/layout';
import { colorsFor } from '../terminal/style';
import { systemClock } from '../terminal/time';

interface AlertsFlags {
  readonly all?: true;
  readonly since: number;
  readonly json?: true;
}

/** `alerts`: what people were told, and what is still open. */
export function alertsCommand(io: CliIo): Command {
  const alerts = throughIo(new Command('alerts'), io).description('show alerts');
  withHistoryOptions(alerts.command('list'))
    .description('list the open alerts, by root cause')
    .option('--all', 'also those that are over, and changes that were told')
    .addOption(sinceOption('with --all, how far back'))
    .option('--json', 'print JSON')
    .action((flags: AlertsFlags, command: Command) => inHistory(command, io, ({ store, place }) => list(flags, store, place, io)));
  return alerts;
}

async function list(flags: AlertsFlags, store: OpenStore, place: string, io: CliIo): Promise<void> {
  const now = systemClock.now();
  const alerts = flags.all === true ? pages((range) => store.alerts(range), flags.since) : store.openAlerts();
  if (flags.json === true) {
    for await (const piece of jsonDocument({}, { alerts: mapped(alerts, (alert) => alertJson(alert, describeAlert(alert, now))) })) io.stdout.write(piece);
    return;
  }
  const colors = colorsFor(io.stdout, io.env);
  const shown = flags.all === true ? alerts : await gravestFirst(alerts);
  let any = false;
  for await (const alert of shown) {
    any = true;
    const [first = '', ...rest] = alertParagraphs(describeAlert(alert, now), colors);
    io.stdout.write([block(`${colors.dim(time(alert))} ${first}`, 0, io.stdout), ...rest.map((text) => block(text, 2, io.stdout)), '', ''].join('\n'));
  }
  if (!any) io.stderr.write(`${flags.all === true ? 'No alert' : 'No alert is open'} (${place}).\n`);
}

const time = ({ openedAt, resolvedAt }: Alert): string => (resolvedAt === undefined ? `since ${utc(openedAt)}` : `${utc(openedAt)} to ${utc(resolvedAt)}`);
