import { SCHEDULES, scheduleOfRun } from '../../contract/schedule';
import { count, listed, utc } from '../../core/findings/words';
import type { MonitorEvent, RunRecord } from '../../core/model';
import { selfCheck } from '../../monitor/self-check';
import type { Store } from '../../monitor/ports';
import { standing } from '../history/standing';
import type { CliIo } from '../io';
import { pages } from '../pages';
import { safe } from '../terminal/escape';
import type { Screen } from '../terminal/screen';
import type { Colors } from '../terminal/style';
import { clockTime, systemClock } from '../terminal/time';
import { verdictColor } from '../terminal/verdict';
import { verdictLines, verdictTable } from '../terminal/verdict-table';
import { verdictCounts } from './words';

const MOST_CHANGES = 20;

/** What a person who watches is shown of the whole: a table after the first runs, then what changed. */
export class Overview {
  private shownSince: number | undefined;
  private lastShown: ReadonlySet<string> = new Set();

  constructor(
    private readonly store: Store,
    private readonly every: { readonly domains: number; readonly mxHosts: number },
    private readonly screen: Screen,
    private readonly io: CliIo,
    private readonly colors: Colors,
  ) {}

  /** Shows what is new, and gives the line for the time until `until`. */
  async show(until: number): Promise<string> {
    const now = systemClock.now();
    if (this.shownSince === undefined) await this.first();
    else await this.changes(this.shownSince);
    this.shownSince = now;
    const schedules = SCHEDULES.map((name) => ({
      name,
      every: name === 'domains' ? this.every.domains : this.every.mxHosts,
    }));
    const { verdicts, openAlerts } = await selfCheck({
      store: this.store,
      clock: systemClock,
      schedules,
      scheduleOf: scheduleOfRun,
    });
    return `Next look at ${clockTime(until)} · ${verdictCounts(verdicts)} · ${count(openAlerts, 'alert')} open · Ctrl-C ends`;
  }

  private async first(): Promise<void> {
    const { total, verdicts, rows } = await standing(this.store);
    if (total === 0) this.screen.say('No domain is watched yet: mta-sts-watch domains add example.com');
    else if (this.screen.live && rows.length > 0) this.screen.say(verdictTable(rows, this.io, this.colors));
    else for (const line of verdictLines(rows, this.colors)) this.screen.event([line]);
    if (total > rows.length)
      this.screen.event([
        `${total} domains: ${verdictCounts(verdicts, this.colors)}. mta-sts-watch domains list shows them all.`,
      ]);
  }

  private async changes(since: number): Promise<void> {
    const changes: VerdictChange[] = [];
    for await (const event of pages((range) => this.store.events(range), since))
      if (event.type === 'verdict-changed' && !this.lastShown.has(event.id)) changes.push(event);
    this.lastShown = new Set(changes.map(({ id }) => id));
    const lines = alike(changes.reverse()).map((bunch) => this.changeLine(bunch));
    for (const line of lines.slice(0, MOST_CHANGES)) this.screen.event([line]);
    if (lines.length > MOST_CHANGES)
      this.screen.event(['The verdicts of more domains changed: mta-sts-watch events shows them.']);
  }

  private changeLine([first, ...others]: VerdictChanges): string {
    const { before, after, reasons } = first;
    const names = listed([first, ...others].map(({ target }) => safe(target.name)));
    const [is, was] = others.length === 0 ? ['is', 'was'] : ['are', 'were'];
    return `${this.colors.bold(names)} ${is} ${verdictColor(this.colors, after)(after)} now${before === null ? '' : `, ${was} ${before}`}. ${safe(reasons[0] ?? '')}`;
  }
}

type VerdictChange = MonitorEvent<'verdict-changed'>;
type VerdictChanges = readonly [VerdictChange, ...VerdictChange[]];

/** Changes for the same reason, as of all domains of one MX host, side by side. */
function alike(changes: readonly VerdictChange[]): readonly VerdictChanges[] {
  const bunches = new Map<string, [VerdictChange, ...VerdictChange[]]>();
  for (const change of changes) {
    const likeness = JSON.stringify([change.before, change.after, change.reasons[0]]);
    const bunch = bunches.get(likeness);
    if (bunch === undefined) bunches.set(likeness, [change]);
    else bunch.push(change);
  }
  return [...bunches.values()];
}

/** What a restart says of what was there before; undefined at the first start. */
export async function continuing(store: Store): Promise<string | undefined> {
  let checks = 0;
  let first: RunRecord | undefined;
  for await (const run of pages((range) => store.runs(range), 0)) {
    checks += run.done;
    first = run;
  }
  if (first === undefined || checks === 0) return undefined;
  let open = 0;
  for await (const { notices } of store.openAlerts()) open += notices.length > 0 ? 1 : 0;
  return `Continuing from ${count(checks, 'check')} since ${utc(first.startedAt)}${open === 0 ? '' : `, with ${count(open, 'alert')} open: mta-sts-watch alerts list shows them`}.`;
}
