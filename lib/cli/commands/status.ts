import { Command } from 'commander';
import { label } from '../../alerts/words';
import { scheduleOfRun, SCHEDULES } from '../../contract/schedule';
import type { ScheduleName } from '../../contract/schedule';
import { describeAlert } from '../../core/alerting';
import { count, utc } from '../../core/findings/words';
import type { Alert, RunRecord } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import { gravestFirst } from '../history/alerts';
import { alertJson, jsonDocument, mapped, runJson } from '../history/json';
import { inHistory, withHistoryOptions } from '../history/open';
import { standing } from '../history/standing';
import type { Standing } from '../history/standing';
import type { CliIo } from '../io';
import { pages } from '../pages';
import { runSentence, verdictCounts } from '../start/words';
import { block, safeLines } from '../terminal/layout';
import { colorsFor } from '../terminal/style';
import type { Colors } from '../terminal/style';
import { systemClock } from '../terminal/time';
import { severityColor } from '../terminal/verdict';
import { verdictLines, verdictTable } from '../terminal/verdict-table';

const MOST_ALERTS = 20;

interface Status extends Standing {
  readonly mxHosts: number;
  readonly lastRuns: ReadonlyMap<ScheduleName, RunRecord>;
}

/** `status`: how things stand now. */
export function statusCommand(io: CliIo): Command {
  return withHistoryOptions(throughIo(new Command('status'), io))
    .description('show how things stand, by what was seen last')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: true }, command: Command) =>
      inHistory(command, io, async ({ store, place }) => {
        const status = await gather(store);
        if (flags.json === true) for await (const piece of document(status, store)) io.stdout.write(piece);
        else await print(status, store, place, io);
      }),
    );
}

async function gather(store: OpenStore): Promise<Status> {
  let mxHosts = 0;
  for await (const host of store.mxHosts()) mxHosts += host === '' ? 0 : 1;
  return { ...(await standing(store)), mxHosts, lastRuns: await lastRuns(store) };
}

async function lastRuns(store: OpenStore): Promise<ReadonlyMap<ScheduleName, RunRecord>> {
  const found = new Map<ScheduleName, RunRecord>();
  for await (const run of pages((range) => store.runs(range), 0)) {
    const schedule = scheduleOfRun(run.id);
    if (schedule !== undefined && run.finishedAt !== undefined && !found.has(schedule)) found.set(schedule, run);
    if (found.size === SCHEDULES.length) break;
  }
  return found;
}

async function print({ total, verdicts, notYet, rows, mxHosts, lastRuns: runs }: Status, store: OpenStore, place: string, io: CliIo): Promise<void> {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent = 0): void => void io.stdout.write(`${block(text, indent, io.stdout)}\n`);
  if (total === 0) {
    write(`No domain is watched yet (${place}). mta-sts-watch start --domains example.com watches one.`);
    return;
  }
  write(`${count(total, 'domain')} and ${count(mxHosts, 'MX host')} are watched (${place}).`);
  for (const [schedule, run] of runs) write(`${utc(run.startedAt)} ${runSentence(run, schedule === 'domains' ? 'domain' : 'MX host')}`);
  write(`Verdicts: ${[verdictCounts(verdicts, colors), ...(notYet > 0 ? [`${notYet} not looked at yet`] : [])].filter((part) => part !== '').join(', ')}.`);
  if (rows.length > 0) io.stdout.write(`\n${io.stdout.isTTY === true ? verdictTable(rows, io, colors) : verdictLines(rows, colors).join('\n')}\n`);
  if (total > rows.length) write('mta-sts-watch domains list shows all domains.');
  io.stdout.write('\nOpen alerts\n');
  const alerts = await gravestFirst(store.openAlerts());
  for (const alert of alerts.slice(0, MOST_ALERTS)) write(alertLine(alert, colors), 2);
  if (alerts.length === 0) write('none', 2);
  if (alerts.length > MOST_ALERTS) write(`${alerts.length - MOST_ALERTS} more: mta-sts-watch alerts list shows them all.`, 2);
}

function alertLine(alert: Alert, colors: Colors): string {
  const message = describeAlert(alert, systemClock.now());
  return `${colors.dim(utc(alert.openedAt))} ${severityColor(colors, message.severity)(label(message))}: ${safeLines(message.headline)}`;
}

function document({ total, verdicts, notYet, mxHosts, lastRuns: runs }: Status, store: OpenStore): AsyncIterable<string> {
  const now = systemClock.now();
  const head = { domains: total, mxHosts, verdicts: { ...verdicts, notLookedAtYet: notYet }, lastRuns: [...runs.values()].map(runJson) };
  return jsonDocument(head, { openAlerts: mapped(store.openAlerts(), (alert) => alertJson(alert, describeAlert(alert, now))) });
}
