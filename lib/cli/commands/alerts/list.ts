import type { Command } from 'commander';
import { acknowledgementOf, alertKind, describeAlert, silencesOf } from '../../../core/alerting';
import { utc } from '../../../core/findings/words';
import type { Alert } from '../../../core/model';
import { silencesAround } from '../../../monitor/silences';
import type { OpenStore } from '../../../storage/store';
import { handleOf } from '../../alerts/find';
import { quietLines } from '../../alerts/words';
import type { Columns, FormatFlags } from '../../csv';
import { csvTime, withFormats, writeCsv } from '../../csv';
import { gravestFirst } from '../../history/alerts';
import type { AlertView } from '../../history/json';
import { alertJson, jsonDocument, mapped } from '../../history/json';
import { inHistory, withHistoryOptions } from '../../history/open';
import type { CliIo } from '../../io';
import type { KindFlag, SeverityFlag } from '../../options/filters';
import { isAmong, isAtLeast, kindOption, severityOption, withOptions } from '../../options/filters';
import { sinceOption, untilOption } from '../../options/time';
import { only, pages } from '../../pages';
import { alertParagraphs } from '../../start/words';
import { block } from '../../terminal/layout';
import { colorsFor } from '../../terminal/style';
import { systemClock } from '../../terminal/time';

interface ListFlags extends FormatFlags, KindFlag, SeverityFlag {
  readonly all?: true;
  readonly since: number;
  readonly until?: number;
}

/** `alerts list`: what is open, and with --all what people were told. */
export function listCommand(alerts: Command, io: CliIo): void {
  const command = withHistoryOptions(alerts.command('list'))
    .description('list the open alerts, by root cause')
    .option('--all', 'also those that are over, and changes that were told');
  withFormats(
    withOptions(
      command,
      sinceOption('with --all, how far back'),
      untilOption(),
      severityOption(),
      kindOption('about one of these'),
    ),
  ).action((flags: ListFlags, self: Command) =>
    inHistory(self, io, ({ store, place }) => list(flags, store, place, io)),
  );
}

async function list(flags: ListFlags, store: OpenStore, place: string, io: CliIo): Promise<void> {
  const now = systemClock.now();
  const silences = await silencesAround(store, now);
  const view = (alert: Alert): AlertView => ({
    alert,
    words: describeAlert(alert, now),
    silences: alert.status === 'open' ? silencesOf(alert, silences, now) : [],
    now,
  });
  const fits = (alert: Alert): boolean =>
    isAtLeast(alert.severity, flags.severity) && isAmong([alertKind(alert)], flags.kind);
  const source = only(
    flags.all === true ? pages((range) => store.alerts(range), flags.since, flags.until) : store.openAlerts(),
    fits,
  );
  if (flags.json === true) {
    for await (const piece of jsonDocument({}, { alerts: mapped(source, (alert) => alertJson(view(alert))) }))
      io.stdout.write(piece);
    return;
  }
  if (flags.csv === true) return writeCsv(COLUMNS, mapped(source, view), io);
  let any = false;
  for await (const alert of flags.all === true ? source : await gravestFirst(source)) {
    any = true;
    print(view(alert), io);
  }
  if (!any) io.stderr.write(`${flags.all === true ? 'No alert' : 'No alert is open'} (${place}).\n`);
}

function print({ alert, silences, now }: AlertView, io: CliIo): void {
  const colors = colorsFor(io.stdout, io.env);
  const [first = '', ...rest] = alertParagraphs(describeAlert(alert, now), colors);
  const quiet = alert.status === 'open' ? quietLines(alert, silences, now) : [];
  io.stdout.write(
    [
      block(`${handleOf(alert.id)} ${colors.dim(time(alert))} ${first}`, 0, io.stdout),
      ...[...quiet, ...rest].map((text) => block(text, 2, io.stdout)),
      '',
      '',
    ].join('\n'),
  );
}

const time = ({ openedAt, resolvedAt }: Alert): string =>
  resolvedAt === undefined ? `since ${utc(openedAt)}` : `${utc(openedAt)} to ${utc(resolvedAt)}`;

const COLUMNS: Columns<AlertView> = {
  handle: ({ alert }) => handleOf(alert.id),
  status: ({ alert }) => alert.status,
  severity: ({ alert }) => alert.severity,
  kind: ({ alert }) => alertKind(alert),
  type: ({ alert }) => alert.subject?.type,
  subject: ({ alert }) => alert.subject?.name,
  opened: ({ alert }) => csvTime(alert.openedAt),
  resolved: ({ alert }) => csvTime(alert.resolvedAt),
  domains: ({ alert }) => alert.impact.domains,
  headline: ({ words }) => words.headline,
  fix: ({ words }) => words.fix,
  acknowledged_by: ({ alert, now }) => acknowledgementOf(alert, now)?.by,
  acknowledged_until: ({ alert, now }) => csvTime(acknowledgementOf(alert, now)?.until),
  silences: ({ silences }) => silences.map(({ id }) => id).join(' '),
  id: ({ alert }) => alert.id,
};
