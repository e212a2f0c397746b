import type { AlertPolicy } from '../core/alerting';
import { coverageAlert, coverageRestored } from '../core/alerting';
import type { DiffOptions, Look } from '../core/diff';
import type { Alert, Aspect, CoverageNotice, FailureCause, SightCounts, TargetState } from '../core/model';
import type { AlertStore } from './ports';
import { untilWritten } from './retry';

/** What a look needs: each is open to a place, or closed, by itself. */
const WAYS = ['dns', 'https', 'smtp'] as const;
type Way = (typeof WAYS)[number];

const wayOf = (aspect: Aspect): Way => (aspect.startsWith('smtp:') ? 'smtp' : aspect === 'policy' ? 'https' : 'dns');

/** What a network gives that lets nothing through; by all other causes something came back. */
const NOTHING_CAME_BACK: readonly FailureCause[] = ['timeout', 'refused', 'unreachable', 'vantage-blocked'];
/** The same for the DNS: with these a resolver answers whose own network is down. */
const NO_ANSWER: readonly FailureCause[] = [...NOTHING_CAME_BACK, 'servfail', 'dns-refused'];

/** When more than this share of the targets cannot be seen, the fault is here. */
const MOST_UNSEEN = 0.5;
/** Of so few targets a share says nothing. */
const FEW = 2;

interface Tally {
  seen: number;
  unseen: number;
  /** Of those not seen, the ones that were seen in an earlier run. */
  seenBefore: number;
  notObserved: number;
}

const KINDS: Readonly<Record<Way, Exclude<CoverageNotice['kind'], 'mx-not-observed'>>> = { dns: 'resolver-failing', https: 'https-blocked', smtp: 'vantage-blocked' };

/**
 * What a run could see, way by way, to tell a fault of the targets from one of the place that the monitor looks from.
 * One for each run; looks are added as they come.
 */
export class RunCoverage {
  private readonly tallies: Readonly<Record<Way, Tally>>;

  /**
   * @param planned How many targets of each type the run will look at.
   * @param elsewhere What other processes that share the run have counted so far.
   */
  constructor(
    private readonly planned: { readonly domains: number; readonly mxHosts: number },
    private readonly elsewhere: SightCounts = {},
  ) {
    this.tallies = { dns: tallyFrom(elsewhere, 'dns'), https: tallyFrom(elsewhere, 'https'), smtp: tallyFrom(elsewhere, 'smtp') };
  }

  /** What was counted here, without what is from elsewhere. */
  counts(): SightCounts {
    const all = WAYS.flatMap((way) => TALLIED.map((name): [string, number] => [`${way}_${name}`, this.tallies[way][name] - (this.elsewhere[`${way}_${name}`] ?? 0)]));
    return Object.fromEntries(all.filter(([, count]) => count > 0));
  }

  /**
   * Whether "not seen" counts against a target: others were seen by the same way in this run, and most of them. With
   * too few others to compare with, it counts if the target was seen before; but not of the DNS, where the network of
   * this machine may be down.
   */
  readonly vantageGood: DiffOptions['vantageGood'] = ({ aspect }, seenBefore) => {
    const way = wayOf(aspect);
    return this.tallies[way].seen > 0 ? !this.isMostlyUnseen(way) : way !== 'dns' && seenBefore && this.hasFew(way);
  };

  /** To be called once the look is recorded: until then it is not one of the others. `state`: what is remembered. */
  add({ target, facts, served, judgement, unknown }: Look, state: TargetState | undefined): void {
    const isSeen: Readonly<Record<Way, boolean>> = {
      dns: target.type === 'domain' ? facts.stsRecord !== undefined || facts.mx !== undefined : facts.addresses !== undefined,
      https: target.type === 'domain' && Object.keys(served).length > 0,
      smtp: (facts.addresses ?? []).some((address) => !unknown.has(`smtp:${address}`)),
    };
    for (const way of WAYS) {
      const causes = judgement.unknown.filter(({ aspect }) => wayOf(aspect) === way).map(({ cause }) => cause);
      this.count(this.tallies[way], isSeen[way], causes, way === 'dns' ? NO_ANSWER : NOTHING_CAME_BACK, wasSeen(way, state));
    }
  }

  private count(tally: Tally, isSeen: boolean, causes: readonly FailureCause[], none: readonly FailureCause[], before: boolean): void {
    if (isSeen || causes.some((cause) => cause !== 'not-observed' && !none.includes(cause))) tally.seen += 1;
    else if (causes.includes('not-observed')) tally.notObserved += 1;
    else if (causes.length > 0) {
      tally.unseen += 1;
      if (before) tally.seenBefore += 1;
    }
  }

  /** What this place could not see, for people. */
  report(): readonly CoverageNotice[] {
    const { smtp } = this.tallies;
    const off: CoverageNotice[] = smtp.notObserved > 0 && smtp.seen === 0 && smtp.unseen === 0 ? [{ kind: 'mx-not-observed', detail: '', targets: smtp.notObserved }] : [];
    const blocked = WAYS.filter((way) => this.isBlocked(way)).map((way): CoverageNotice => {
      const { seen, unseen } = this.tallies[way];
      return { kind: KINDS[way], detail: seen === 0 ? '' : `${unseen} of ${seen + unseen}`, targets: unseen };
    });
    return [...off, ...blocked];
  }

  /** Whether the run proved that what the notice says is over. */
  isOver(kind: CoverageNotice['kind']): boolean {
    const way = WAYS.find((candidate) => KINDS[candidate] === kind) ?? 'smtp';
    return this.tallies[way].seen > 0 && !this.isBlocked(way);
  }

  private isBlocked(way: Way): boolean {
    const { seen, unseen, seenBefore } = this.tallies[way];
    if (unseen === 0) return false;
    if (seen > 0) return this.isMostlyUnseen(way);
    // Of few that were all seen before, the findings about them tell.
    return way === 'dns' || !this.hasFew(way) || seenBefore < unseen;
  }

  private isMostlyUnseen(way: Way): boolean {
    const { seen, unseen } = this.tallies[way];
    return seen + unseen > FEW && unseen / (seen + unseen) > MOST_UNSEEN;
  }

  private hasFew(way: Way): boolean {
    return (way === 'smtp' ? this.planned.mxHosts : this.planned.domains) <= FEW;
  }
}

const TALLIED = ['seen', 'unseen', 'seenBefore', 'notObserved'] as const satisfies readonly (keyof Tally)[];

const tallyFrom = (counts: SightCounts, way: Way): Tally => Object.fromEntries(TALLIED.map((name) => [name, counts[`${way}_${name}`] ?? 0])) as unknown as Tally;

function wasSeen(way: Way, state: TargetState | undefined): boolean {
  if (way === 'https') return state?.facts.policy !== undefined;
  return way === 'smtp' && Object.keys(state?.certificates ?? {}).length > 0;
}

/**
 * Tells once, at the end of a run, what the place could not see, and once that it is over.
 * @param startedAt of the run: the same run tells the same again
 */
export async function noteCoverage(store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>, coverage: RunCoverage, startedAt: number, policy: AlertPolicy): Promise<void> {
  const notices = coverage.report();
  const open: Alert[] = [];
  for await (const alert of store.openAlerts()) if ('coverage' in alert.cause) open.push(alert);
  const kindOf = ({ cause }: Alert): CoverageNotice['kind'] | undefined => ('coverage' in cause ? cause.coverage.kind : undefined);
  for (const notice of notices) {
    // Lost to another process that tells the same of the same run.
    if (!open.some((alert) => kindOf(alert) === notice.kind)) await store.writeAlert(coverageAlert(notice, startedAt, policy));
  }
  for (const alert of open) {
    const kind = kindOf(alert);
    if (kind === undefined || !coverage.isOver(kind)) continue;
    await untilWritten(`The alert ${alert.id}`, async () => {
      const stored = await store.alert(alert.id);
      const next = stored && coverageRestored(stored, startedAt, policy);
      return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
    });
  }
}
