import { isIPv6 } from 'node:net';
import type { Check } from '../core/diff';
import type { Aspect, CoverageNotice, FailureCause, SightCounts, TargetState, UnknownAspect } from '../core/model';
import { addressAt, aspectAt, isAt } from '../core/model';
import type { Port25 } from './ports';
import { NOTHING_CAME_BACK } from './vantage';

/** What a look needs: each is open to a place, or closed, by itself. */
const WAYS = ['dns', 'https', 'smtp'] as const;
type Way = (typeof WAYS)[number];

/** The way that a check of this aspect failed on. A policy host whose name has no answer was not connected to. */
function wayOf(aspect: Aspect, check: Pick<Check, 'policyHostUnresolved'>): Way {
  if (isAt('smtp', aspect)) return 'smtp';
  if (aspect === 'policy') return check.policyHostUnresolved === true ? 'dns' : 'https';
  return isAt('policy', aspect) ? 'https' : 'dns';
}

/** The address of a session, or undefined where the aspect is not one of a session. */
const addressOf = (aspect: Aspect): string | undefined => addressAt('smtp', aspect) ?? addressAt('policy', aspect);

/** Of the DNS: SERVFAIL and REFUSED come from a resolver whose own network is down, the rest from a session with one that comes to nothing. */
const NO_ANSWER: readonly FailureCause[] = [...NOTHING_CAME_BACK, 'servfail', 'dns-refused', 'tls', 'closed', 'reset'];

/** When more than this share of the targets cannot be seen, the fault is here, or on the way. */
const MOST_UNSEEN = 0.5;
/** Of so few targets a share says nothing. */
const FEW = 2;
/** Where port 25 is proven open, so few MX hosts may all be down by themselves: a company has no more. */
const FEW_FROM_OPEN = 20;

/** What is counted of each way; numbers of targets. */
type Tallied =
  | 'seen'
  | 'unseen'
  /** Of those not seen, the ones that were seen in an earlier run. */
  | 'seenBefore'
  | 'notObserved'
  /** Not tried, because port 25 was known to be closed. */
  | 'closed'
  /** Looked at from where port 25 was known to be open. */
  | 'open'
  /** Of those seen, the ones that turn the monitor away for its address. */
  | 'blocklisted';

/** Targets of which something came back from an IPv6 address. */
const IPV6_SEEN = 'ipv6_seen';

/** Targets whose remembered state was later than now. */
const FROM_FUTURE = 'from_future';

type CountName = `${Way}_${Tallied}` | typeof IPV6_SEEN | typeof FROM_FUTURE;

const KINDS: Readonly<Record<Way, CoverageNotice['kind']>> = {
  dns: 'resolver-failing',
  https: 'https-blocked',
  smtp: 'vantage-blocked',
};

/** What a run can say is over; other alerts about the monitor end by whoever opened them. */
const OWN_KINDS: readonly CoverageNotice['kind'][] = [
  ...Object.values(KINDS),
  'mx-not-observed',
  'mx-mostly-silent',
  'vantage-blocklisted',
];

/**
 * What a run could see, way by way, to tell a fault of the targets from one of the place that the monitor looks from.
 * One for each run, or for each part of a run that several processes share; looks are added as they come.
 */
export class RunCoverage {
  private readonly own = new Map<string, number>();
  private readonly added = new WeakSet<Check>();

  /**
   * @param planned How many targets of each type the run will look at.
   * @param elsewhere What other processes that share the run have counted so far.
   * @param port25 What canaries proved of the place that these looks are made from.
   */
  constructor(
    private readonly planned: { readonly domains: number; readonly mxHosts: number },
    private elsewhere: SightCounts = {},
    readonly port25: Port25 = 'unproven',
  ) {}

  /** What was counted here, without what is from elsewhere. */
  counts(): SightCounts {
    return Object.fromEntries(this.own);
  }

  /** What others have counted by now, in place of what was known before. */
  update(elsewhere: SightCounts): void {
    this.elsewhere = elsewhere;
  }

  /**
   * Whether "not seen" counts against a target: others were seen by the same way in this run, and most of them. With
   * too few others to compare with, it counts if the target was seen before; of the DNS, where the network of this
   * machine may be down, it counts if the same check got other answers. Where canaries proved that port 25 is open, an MX host needs no others to be compared with.
   * At an IPv6 address it counts only when something came back over IPv6 in this run: a place may have a route and lose
   * every packet on it, and then each target with both families would seem to have an address at fault.
   * @param check the check itself: where it got other answers from the DNS, the name of the policy host may be at fault
   */
  readonly vantageGood = (
    { aspect, cause }: UnknownAspect,
    seenBefore: boolean,
    check: Partial<Check> = {},
  ): boolean => {
    const way = wayOf(aspect, check);
    if (cause === 'vantage-blocked') return false;
    if (isIPv6(addressOf(aspect) ?? '') && this.counted(IPV6_SEEN) === 0) return false;
    if (way === 'smtp' && this.port25 === 'open') return !this.isMostlySilent();
    if (this.tally(way, 'seen') > 0) return !this.isMostlyUnseen(way);
    if (way !== 'dns') return seenBefore && this.hasFew(way);
    return isAnsweredByDns(check) && !this.isMostlyUnseen(way);
  };

  /**
   * Whether nothing came back from the target by one of its ways. Such looks are set aside, added, and remembered only
   * when all others are in: so whatever their order, the share of the silent ones is known before any of them counts
   * against its target, and one that fails faster than all others succeed has others to be compared with.
   */
  isSilent(check: Check): boolean {
    const isSeen = seenBy(check);
    const ways: readonly Way[] = check.target.type === 'mx-host' ? ['smtp'] : ['dns', 'https'];
    return ways.some((way) => {
      const causes = causesOf(check, way).filter(isTried);
      return causes.length > 0 && !isSeen[way] && causes.every((cause) => noneOf(way).includes(cause));
    });
  }

  /** Counts a look, once. Of one that is not silent: once it is recorded, because until then it is not one of the others. `state`: what is remembered. */
  add(check: Check, state: TargetState | undefined): void {
    if (this.added.has(check)) return;
    this.added.add(check);
    const isSeen = seenBy(check);
    if (isSeenOverIpv6(check)) this.increase(IPV6_SEEN);
    for (const way of WAYS) this.count(way, isSeen[way], causesOf(check, way), wasSeen(way, state));
  }

  /** Counts a target whose remembered state was later than now. */
  addFromFuture(): void {
    this.increase(FROM_FUTURE);
  }

  get fromFuture(): number {
    return this.counted(FROM_FUTURE);
  }

  private count(way: Way, isSeen: boolean, causes: readonly FailureCause[], before: boolean): void {
    const none = noneOf(way);
    if (!isSeen && causes.length === 0) return;
    if (way === 'smtp' && this.port25 === 'open') this.increase(`${way}_open`);
    const tried = causes.filter(isTried);
    if (isSeen || tried.some((cause) => !none.includes(cause))) {
      this.increase(`${way}_seen`);
      if (!isSeen && causes.includes('blocklisted')) this.increase(`${way}_blocklisted`);
    } else if (tried.length === 0) this.increase(`${way}_notObserved`);
    else if (causes.includes('vantage-blocked')) this.increase(`${way}_closed`);
    else {
      this.increase(`${way}_unseen`);
      if (before) this.increase(`${way}_seenBefore`);
    }
  }

  private increase(name: CountName): void {
    this.own.set(name, (this.own.get(name) ?? 0) + 1);
  }

  private tally(way: Way, name: Tallied): number {
    return this.counted(`${way}_${name}`);
  }

  private counted(name: CountName): number {
    return (this.own.get(name) ?? 0) + (this.elsewhere[name] ?? 0);
  }

  /** What this place could not see, for people. Where the resolvers fail, the rest is a consequence. */
  report(): readonly CoverageNotice[] {
    const all = this.unseen();
    const resolver = all.filter(({ kind }) => kind === KINDS.dns);
    return resolver.length > 0 ? resolver : all;
  }

  private unseen(): readonly CoverageNotice[] {
    const smtp = (name: Tallied): number => this.tally('smtp', name);
    const notices: CoverageNotice[] = WAYS.filter((way) => this.isBlocked(way)).map((way) => ({
      kind: KINDS[way],
      ...this.unseenOf(way, smtp('closed')),
    }));
    if (smtp('notObserved') > 0 && smtp('seen') + smtp('unseen') + smtp('closed') === 0)
      notices.unshift({ kind: 'mx-not-observed', detail: '', targets: smtp('notObserved') });
    if (this.isMostlySilent()) notices.push({ kind: 'mx-mostly-silent', ...this.unseenOf('smtp', 0) });
    if (smtp('blocklisted') > 0)
      notices.push({ kind: 'vantage-blocklisted', detail: '', targets: smtp('blocklisted') });
    return notices;
  }

  /** Whether the run proved that what the notice says is over. */
  isOver(kind: CoverageNotice['kind']): boolean {
    if (!OWN_KINDS.includes(kind)) return false;
    const way = WAYS.find((candidate) => KINDS[candidate] === kind) ?? 'smtp';
    // An open port says nothing yet of the hosts behind it.
    const isSeen = this.tally(way, 'seen') > 0 || (kind === 'vantage-blocked' && this.tally('smtp', 'open') > 0);
    return isSeen && this.tally('smtp', 'closed') === 0 && !this.unseen().some((notice) => notice.kind === kind);
  }

  private unseenOf(way: Way, closed: number): Pick<CoverageNotice, 'detail' | 'targets'> {
    const seen = this.tally(way, 'seen');
    const unseen = way === 'smtp' && closed > 0 ? closed : this.tally(way, 'unseen');
    return { detail: seen === 0 ? '' : `${unseen} of ${seen + unseen}`, targets: unseen };
  }

  private isBlocked(way: Way): boolean {
    if (this.tally(way, 'closed') > 0) return true;
    const [seen, unseen] = [this.tally(way, 'seen'), this.tally(way, 'unseen')];
    if (unseen === 0 || this.tally(way, 'open') > 0) return false;
    if (seen > 0) return this.isMostlyUnseen(way);
    // Of few that were all seen before, the findings about them tell.
    return way === 'dns' || !this.hasFew(way) || this.tally(way, 'seenBefore') < unseen;
  }

  private isMostlyUnseen(way: Way, few = FEW): boolean {
    const [seen, unseen] = [this.tally(way, 'seen'), this.tally(way, 'unseen')];
    return seen + unseen > few && unseen / (seen + unseen) > MOST_UNSEEN;
  }

  /** The circuit breaker where port 25 is open. */
  private isMostlySilent(): boolean {
    return (
      this.tally('smtp', 'open') > 0 && this.tally('smtp', 'unseen') > FEW_FROM_OPEN && this.isMostlyUnseen('smtp')
    );
  }

  private hasFew(way: Way): boolean {
    return (way === 'smtp' ? this.planned.mxHosts : this.planned.domains) <= FEW;
  }
}

/** Whether the DNS answered for the target itself: with records, or with their absence. */
const isAnsweredByDns = ({ facts = {} }: Partial<Check>): boolean =>
  facts.stsRecord !== undefined || facts.mx !== undefined || facts.addresses !== undefined;

/** By which ways something of the target was seen. */
const seenBy = (check: Check): Readonly<Record<Way, boolean>> => ({
  dns: isAnsweredByDns(check),
  https: check.target.type === 'domain' && Object.keys(check.served).length > 0,
  smtp: isSeenBySmtp(check),
});

/** The causes by which nothing came back on a way. */
const noneOf = (way: Way): readonly FailureCause[] => (way === 'dns' ? NO_ANSWER : NOTHING_CAME_BACK);

const isSeenBySmtp = ({ facts, unknown }: Check): boolean =>
  (facts.addresses ?? []).some((address) => !unknown.has(aspectAt('smtp', address)));

function isSeenOverIpv6({ facts, unknown, judgement }: Check): boolean {
  const sessions = (facts.addresses ?? []).filter((address) => !unknown.has(aspectAt('smtp', address)));
  const policies = facts.policy?.state === 'served' ? (facts.policy.addresses ?? []) : [];
  const cameBack = judgement.unknown.flatMap(({ aspect, cause }) =>
    isTried(cause) && !NOTHING_CAME_BACK.includes(cause) ? (addressOf(aspect) ?? []) : [],
  );
  return [...sessions, ...policies, ...cameBack].some((address) => isIPv6(address));
}

/** Not one of the addresses that wait for their turn. */
const isTried = (cause: FailureCause): boolean => cause !== 'not-observed';

const causesOf = (check: Check, way: Way): FailureCause[] =>
  check.judgement.unknown.filter(({ aspect }) => wayOf(aspect, check) === way).map(({ cause }) => cause);

function wasSeen(way: Way, state: TargetState | undefined): boolean {
  if (way === 'https') return state?.facts.policy !== undefined;
  return way === 'smtp' && Object.keys(state?.certificates ?? {}).length > 0;
}
