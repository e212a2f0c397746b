import { Command } from 'commander';
import { label } from '../../alerts/words';
import { scheduleOfRun, SCHEDULES } from '../../contract/schedule';
import type { ScheduleName } from '../../contract/schedule';
import { describeAlert } from '../../core/alerting';
import { count, utc } from '../../core/findings/words';
import type { Alert, RunRecord, VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import { gravestFirst } from '../history/alerts';
import { alertJson, jsonDocument, mapped, runJson } from '../history/json';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { pages } from '../pages';
import { runSentence, verdictCounts } from '../start/words';
import { block, safeLines } from '../terminal/layout';
import { colorsFor } from '../terminal/style';
import type { Colors } from '../terminal/style';
import { systemClock } from '../terminal/time';
import { severityColor } from '../terminal/verdict';
import type { VerdictRow } from '../terminal/verdict-table';
import { verdictLines, verdictTable } from '../terminal/verdict-table';

/** Of the domains with something wrong, so many are shown. */
const MOST_ROWS = 40;
const MOST_ALERTS = 20;

interface Status {
  readonly verdicts: Readonly<Record<VerdictName | 'notYet', number>>;
  readonly mxHosts: number;
  readonly wrong: readonly VerdictRow[];
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
  const verdicts = { ...(Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<VerdictName, number>), notYet: 0 };
  const wrong: VerdictRow[] = [];
  for await (const { name, verdict, reasons = [] } of store.domains()) {
    verdicts[verdict ?? 'notYet'] += 1;
    if (verdict !== 'protected' && wrong.length < MOST_ROWS) wrong.push({ domain: name, verdict, reason: reasons[0] ?? '' });
  }
  let mxHosts = 0;
  for await (const host of store.mxHosts()) mxHosts += host === '' ? 0 : 1;
  return { verdicts, mxHosts, wrong, lastRuns: await lastRuns(store) };
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

const domainsOf = (verdicts: Status['verdicts']): number => Object.values(verdicts).reduce((sum, number) => sum + number, 0);

async function print({ verdicts, mxHosts, wrong, lastRuns: runs }: Status, store: OpenStore, place: string, io: CliIo): Promise<void> {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent = 0): void => void io.stdout.write(`${block(text, indent, io.stdout)}\n`);
  const domains = domainsOf(verdicts);
  if (domains === 0) {
    write(`No domain is watched yet (${place}). mta-sts-watch start --domains example.com watches one.`);
    return;
  }
  write(`${count(domains, 'domain')} and ${count(mxHosts, 'MX host')} are watched (${place}).`);
  for (const [schedule, run] of runs) write(`${utc(run.startedAt)} ${runSentence(run, schedule === 'domains' ? 'domain' : 'MX host')}`);
  write(`Verdicts: ${[verdictCounts(verdicts, colors), ...(verdicts.notYet > 0 ? [`${verdicts.notYet} not looked at yet`] : [])].filter((part) => part !== '').join(', ')}.`);
  if (wrong.length > 0) io.stdout.write(`\n${io.stdout.isTTY === true ? verdictTable(wrong, io, colors) : verdictLines(wrong, colors).join('\n')}\n`);
  const rest = domains - verdicts.protected - wrong.length;
  if (rest > 0) write(`${rest} more: mta-sts-watch domains list shows them all.`);
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

function document({ verdicts, mxHosts, lastRuns: runs }: Status, store: OpenStore): AsyncIterable<string> {
  const now = systemClock.now();
  const { notYet, ...known } = verdicts;
  const head = { domains: domainsOf(verdicts), mxHosts, verdicts: { ...known, notLookedAtYet: notYet }, lastRuns: [...runs.values()].map(runJson) };
  return jsonDocument(head, { openAlerts: mapped(store.openAlerts(), (alert) => alertJson(alert, describeAlert(alert, now))) });
}
