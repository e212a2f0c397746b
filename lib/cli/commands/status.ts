import { Command } from 'commander';
import { label } from '../../alerts/words';
import { scheduleOfRun, SCHEDULES } from '../../contract/schedule';
import type { ScheduleName } from '../../contract/schedule';
import { alertKind, describeAlert, silencesOf } from '../../core/alerting';
import { count, utc } from '../../core/findings/words';
import { isFromFuture } from '../../core/diff';
import type { Alert, DomainEntry, RunRecord, Silence } from '../../core/model';
import { heldDomains } from '../../monitor/removals';
import { silencesAround } from '../../monitor/silences';
import type { OpenStore } from '../../storage/store';
import { handleOf } from '../alerts/find';
import { quietLines } from '../alerts/words';
import { throughIo } from '../commander';
import type { FormatFlags } from '../csv';
import { withFormats, writeCsv } from '../csv';
import { gravestFirst } from '../history/alerts';
import { DOMAIN_COLUMNS } from '../history/domain-table';
import { alertJson, jsonDocument, mapped, runJson } from '../history/json';
import { heldSentence } from '../history/held';
import type { HistoryFlags } from '../history/open';
import { inHistory, withHistoryOptions } from '../history/open';
import { standing } from '../history/standing';
import type { Standing } from '../history/standing';
import type { CliIo } from '../io';
import type { KindFlag, SeverityFlag, VerdictFlag } from '../options/filters';
import { isAmong, isAtLeast, kindOption, severityOption, verdictOption, withOptions } from '../options/filters';
import { fromOption, untilOption } from '../options/time';
import { only, pages } from '../pages';
import { runSentence, verdictCounts } from '../start/words';
import { block, safeLines } from '../terminal/layout';
import { colorsFor } from '../terminal/style';
import type { Colors } from '../terminal/style';
import { systemClock } from '../terminal/time';
import { severityColor } from '../terminal/verdict';
import { verdictLines, verdictTable } from '../terminal/verdict-table';

const MOST_ALERTS = 20;

interface Status extends Standing {
  /** Of all domains, whatever was asked for. */
  readonly watched: number;
  /** Those that left their list at once and are still watched, whatever was asked for. */
  readonly held: readonly DomainEntry[];
  readonly mxHosts: number;
  readonly lastRuns: ReadonlyMap<ScheduleName, RunRecord>;
}

/** Which domains and alerts are asked for; all when nothing is set. */
interface StatusFlags extends FormatFlags, VerdictFlag, KindFlag, SeverityFlag {
  readonly since?: number;
  readonly until?: number;
}

/** `status`: how things stand now. */
export function statusCommand(io: CliIo): Command {
  const status = withHistoryOptions(throughIo(new Command('status'), io)).description(
    'show how things stand, by what was seen last',
  );
  const filters = [
    verdictOption('domains with one of these verdicts'),
    severityOption(),
    kindOption('alerts about one of these'),
    fromOption('verdicts and alerts that are newer than'),
    untilOption(),
  ];
  return withFormats(withOptions(status, ...filters)).action((flags: StatusFlags, self: Command) =>
    inHistory(self, io, async ({ store, place }) => {
      const { domain, alert } = filtersOf(flags);
      if (flags.csv === true) return writeCsv(DOMAIN_COLUMNS, only(store.domains(), domain), io);
      const gathered = await gather(store, domain);
      if (flags.json === true)
        for await (const piece of document(
          gathered,
          only(store.openAlerts(), alert),
          await silencesAround(store, systemClock.now()),
        ))
          io.stdout.write(piece);
      else
        await print(
          gathered,
          only(store.openAlerts(), alert),
          { store, place, stack: self.optsWithGlobals<HistoryFlags>().stack },
          io,
        );
    }),
  );
}

interface Filters {
  readonly domain: (entry: DomainEntry) => boolean;
  readonly alert: (alert: Alert) => boolean;
}

function filtersOf({ verdict, kind, severity, since = 0, until = Infinity }: StatusFlags): Filters {
  const isTimely = (at: number): boolean => at >= since && at <= until;
  return {
    domain: (entry) => isAmong([entry.verdict], verdict) && isTimely(entry.verdictSince ?? entry.addedAt),
    alert: (alert) =>
      isAmong([alertKind(alert)], kind) && isAtLeast(alert.severity, severity) && isTimely(alert.openedAt),
  };
}

async function gather(store: OpenStore, fits: Filters['domain']): Promise<Status> {
  let mxHosts = 0;
  for await (const host of store.mxHosts()) mxHosts += host === '' ? 0 : 1;
  return {
    ...(await standing(store, fits)),
    watched: await watchedCount(store),
    held: await heldDomains(store),
    mxHosts,
    lastRuns: await lastRuns(store),
  };
}

async function watchedCount(store: OpenStore): Promise<number> {
  let count = 0;
  for await (const entry of store.domains()) count += entry.name === '' ? 0 : 1;
  return count;
}

async function lastRuns(store: OpenStore): Promise<ReadonlyMap<ScheduleName, RunRecord>> {
  const now = systemClock.now();
  const found = new Map<ScheduleName, RunRecord>();
  for await (const run of pages((range) => store.runs(range), 0)) {
    const schedule = scheduleOfRun(run.id);
    const isOver = run.finishedAt !== undefined || run.closed?.as === 'incomplete';
    if (schedule !== undefined && isOver && !isFromFuture(run.startedAt, now) && !found.has(schedule))
      found.set(schedule, run);
    if (found.size === SCHEDULES.length) break;
  }
  return found;
}

async function print(
  { watched, held, total, verdicts, notYet, rows, mxHosts, lastRuns: runs }: Status,
  openAlerts: AsyncIterable<Alert>,
  { store, place, stack }: { readonly store: OpenStore; readonly place: string; readonly stack: string | undefined },
  io: CliIo,
): Promise<void> {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent = 0): void => void io.stdout.write(`${block(text, indent, io.stdout)}\n`);
  if (watched === 0) {
    write(`No domain is watched yet (${place}). mta-sts-watch start --domains example.com watches one.`);
    return;
  }
  write(`${count(watched, 'domain')} and ${count(mxHosts, 'MX host')} are watched (${place}).`);
  if (held.length > 0) write(heldSentence(held, stack));
  for (const [schedule, run] of runs)
    write(`${utc(run.startedAt)} ${runSentence(run, schedule === 'domains' ? 'domain' : 'MX host')}`);
  if (total < watched) write(`${count(total, 'domain')} asked for.`);
  write(
    `Verdicts: ${[verdictCounts(verdicts, colors), ...(notYet > 0 ? [`${notYet} not looked at yet`] : [])].filter((part) => part !== '').join(', ')}.`,
  );
  if (rows.length > 0)
    io.stdout.write(
      `\n${io.stdout.isTTY === true ? verdictTable(rows, io, colors) : verdictLines(rows, colors).join('\n')}\n`,
    );
  if (total > rows.length) write('mta-sts-watch domains list shows all domains.');
  io.stdout.write('\nOpen alerts\n');
  const alerts = await gravestFirst(openAlerts);
  const silences = await silencesAround(store, systemClock.now());
  for (const alert of alerts.slice(0, MOST_ALERTS)) write(alertLine(alert, silences, colors), 2);
  if (alerts.length === 0) write('none', 2);
  if (alerts.length > MOST_ALERTS)
    write(`${alerts.length - MOST_ALERTS} more: mta-sts-watch alerts list shows them all.`, 2);
}

function alertLine(alert: Alert, silences: readonly Silence[], colors: Colors): string {
  const now = systemClock.now();
  const message = describeAlert(alert, now);
  const quiet = quietLines(alert, silencesOf(alert, silences, now), now)
    .map((line) => `\n    ${line}`)
    .join('');
  return `${handleOf(alert.id)} ${colors.dim(utc(alert.openedAt))} ${severityColor(colors, message.severity)(label(message))}: ${safeLines(message.headline)}${quiet}`;
}

function document(
  { total, held, verdicts, notYet, mxHosts, lastRuns: runs }: Status,
  openAlerts: AsyncIterable<Alert>,
  silences: readonly Silence[],
): AsyncIterable<string> {
  const now = systemClock.now();
  const head = {
    domains: total,
    held: held.length,
    mxHosts,
    // `notLookedAtYet` is the name that earlier releases gave it.
    verdicts: { ...verdicts, notCheckedYet: notYet, notLookedAtYet: notYet },
    lastRuns: [...runs.values()].map(runJson),
  };
  return jsonDocument(head, {
    openAlerts: mapped(openAlerts, (alert) =>
      alertJson({ alert, words: describeAlert(alert, now), silences: silencesOf(alert, silences, now), now }),
    ),
  });
}
