import type { FaultName, Slot } from './faults';
import { FAULTS, HIDES, OUTAGES, typeOf } from './faults';
import type { World } from './world';
import { HOSTS, SITES } from './world';

/** So many clean checks end any alert: fault that comes and goes is held open for longer, up to this. */
const MOST_CLEAR = 12;

/** What a person sees of one alert. */
export interface Received {
  readonly deliveryId: string;
  readonly form: string;
  readonly kind: string;
  readonly subject: string;
  readonly alertId: string;
  readonly noticeId: string;
  readonly at: number;
}

/** `part`: another fault of the same slot lets some of the slot's aspects be seen. */
type Shows = 'fault' | 'health' | 'part' | 'nothing';
const ENDS: ReadonlySet<Shows> = new Set(['health', 'part']);

/**
 * One check more than confirms a fault that stays confirms one that comes and goes: of the last twelve that are
 * remembered, which the process may have died before.
 */
const isOften = (lately: readonly { readonly shows: Shows }[], least: number): boolean =>
  lately.filter(({ shows }) => shows === 'fault').length > least;

/** An alert that comes and goes is held open so long, and what a silence held back is alerted after it. Milliseconds. */
const LONGEST_OPEN = 30 * 3_600_000;
const REMEMBERED = 200;

/** The alert that the clock is not believed. */
const CLOCK = 'clock-wrong';

/** What is known of one kind of fault of one target. */
interface Line {
  readonly target: string;
  readonly kind: string;
  readonly slot: Slot;
  readonly least: number;
  /** What each check of it showed, remembered or not: the process may have died. */
  readonly checks: { readonly at: number; readonly shows: Shows; readonly row: number }[];
  /** Finished runs in a row that must have showed it, or must have showed that it is not there. */
  mustShow: number;
  mustClear: number;
  /** What is said about it up to then is about a watch that has ended. Infinity while nobody watches it. */
  ignoredUntil: number;
  /** The alerts that a person has open, and since when: for a moment two, when one delivery has the next before the end of the last. */
  readonly open: Map<string, number>;
}

/**
 * What people should hear, by the truth alone: each fault that lasts, once, and its end, once; nothing else. It knows
 * the documents' promises and none of the product's code.
 */
export class Account {
  readonly violations: string[] = [];
  faultsInjected = 0;
  private readonly lines: readonly Line[];
  private readonly seenNotices = new Map<string, string>();
  /** Rounds in a row in which messages could get through. */
  private calm = 0;
  /** What each domain's policy said last while it was valid, and how often that has changed. */
  private readonly policies = new Map<string, { readonly content: string; readonly changes: number }>();
  /** When a check last met each outage. */
  private readonly outages = new Map<string, number>();
  private readonly openOutages = new Map<string, string>();

  constructor(
    private readonly world: World,
    private readonly at: () => string,
  ) {
    const targets = [
      ...SITES.map(({ domain }) => ({ target: domain, slots: ['sts', 'policy'] as const })),
      ...HOSTS.map((target) => ({ target, slots: ['smtp'] as const })),
    ];
    this.lines = targets.flatMap(({ target, slots }) =>
      FAULTS.filter(({ slot }) => (slots as readonly Slot[]).includes(slot)).map(({ kind, slot, least }) => ({
        ...{ target, kind, slot, least },
        ...{ checks: [], mustShow: 0, mustClear: MOST_CLEAR + 2, ignoredUntil: -Infinity },
        open: new Map<string, number>(),
      })),
    );
  }

  private fail(what: string): void {
    this.violations.push(`${this.at()}: ${what}`);
  }

  /** A check of the target began; whether it is ever remembered nobody knows, because the process may die. */
  checked(target: string, at: number): void {
    this.noteContent(target);
    if (this.world.outage !== undefined) this.outages.set(OUTAGES[this.world.outage].kind, at);
    if (this.world.isClockWrong) this.outages.set(CLOCK, at);
    for (const line of this.linesOf(target)) {
      const shows = this.shows(line);
      const before = line.checks.at(-1)?.row ?? 0;
      const row = shows === 'fault' ? before + 1 : shows === 'health' ? 0 : before;
      line.checks.push({ at, shows, row });
      if (line.checks.length > REMEMBERED) line.checks.shift();
    }
  }

  /** From now on nobody watches the target: its alerts close without a word. */
  unwatched(target: string): void {
    for (const line of this.linesOf(target)) {
      line.ignoredUntil = Infinity;
      line.open.clear();
    }
  }

  /** It is watched anew, as if it had never been. */
  watched(target: string, at: number): void {
    for (const line of this.linesOf(target)) {
      line.checks.splice(0);
      Object.assign(line, { ignoredUntil: at, mustShow: 0, mustClear: MOST_CLEAR + 2 });
    }
  }

  /** The alerts about a fault that a person has open. */
  openAlerts(): readonly string[] {
    return this.lines.flatMap(({ open }) => [...open.keys()]);
  }

  /** A run over everything came to its end. */
  ranOverAll(): void {
    for (const line of this.lines) {
      if (line.ignoredUntil === Infinity) continue;
      const shows = this.shows(line);
      if (shows === 'part') line.mustShow = 0;
      // Not seen neither confirms nor clears.
      if (shows !== 'fault' && shows !== 'health') continue;
      line.mustShow = shows === 'fault' ? line.mustShow + 1 : 0;
      line.mustClear = shows === 'fault' ? 0 : line.mustClear + 1;
    }
  }

  /** What a check shows of it now. */
  private shows({ target, kind, slot }: Line): Shows {
    const { outage, isClockWrong } = this.world;
    if (isClockWrong && kind.endsWith('-expired')) return 'nothing';
    if (outage !== undefined && (OUTAGES[outage].hides as readonly Slot[]).includes(slot)) return 'nothing';
    const fault = this.world.faultOf(target, slot);
    if (fault === undefined) return 'health';
    // Without record and policy a domain does not use MTA-STS. Of one whose policy is out of sight nobody knows which of
    // the two it is, so the alert does not open meanwhile; a record ends it.
    const isPolicyHidden = outage === 'https' || this.world.faultOf(target, 'policy') === 'policy-unreachable';
    if (typeOf(fault).kind === kind) return kind === 'sts-record-missing' && isPolicyHidden ? 'nothing' : 'fault';
    return HIDES_ITS_SLOT.has(fault) ? 'nothing' : HIDES_A_PART.has(fault) ? 'part' : 'health';
  }

  private linesOf(target: string): readonly Line[] {
    return this.lines.filter((line) => line.target === target);
  }

  received({ deliveryId, form, kind, subject, alertId, noticeId, at }: Received): void {
    const before = this.seenNotices.get(noticeId);
    if (before !== undefined && before !== deliveryId)
      this.fail(`double: ${form} ${kind} ${subject} in two deliveries`);
    this.seenNotices.set(noticeId, deliveryId);
    if (before !== undefined || form === 'drift') return;
    if (subject === '') return this.aboutTheMonitor(form, kind, alertId, at);
    if (kind === 'policy-differs' && (form === 'resolved' || this.alternated(subject))) return;
    const line = this.lines.find((one) => one.target === subject && one.kind === kind);
    if (line === undefined) return this.fail(`false: ${form} ${kind} ${subject}, of a kind that was never injected`);
    if (at < line.ignoredUntil) return;
    if (form === 'resolved') return this.closed(line, alertId, at);
    if (line.open.has(alertId)) return;
    // What got worse while a silence held it back is first heard of as that.
    if (form !== 'opened' && form !== 'escalated')
      return this.fail(`lost: ${form} ${kind} ${subject} before its opening`);
    const lately = line.checks.filter((check) => check.at <= at && check.at > at - LONGEST_OPEN);
    const row = Math.max(0, ...lately.map((check) => check.row));
    if (
      row < line.least &&
      !isOften(
        line.checks.filter((check) => check.at <= at),
        line.least,
      )
    )
      this.fail(`false: ${kind} ${subject} after ${row} checks that showed it, ${line.least} are due`);
    line.open.set(alertId, at);
  }

  /** Which valid policy a policy host serves, and not by which certificate. */
  private noteContent(domain: string): void {
    const fault = this.world.faultOf(domain, 'policy');
    const { outage } = this.world;
    if (outage !== undefined && (OUTAGES[outage].hides as readonly Slot[]).includes('policy')) return;
    if (fault === 'policy-unreachable' || fault === 'policy-404' || fault === 'policy-invalid') return;
    const content = fault === undefined || fault === 'policy-expired' ? 'whole' : fault;
    const before = this.policies.get(domain);
    const isSame = before === undefined || before.content === content;
    this.policies.set(domain, { content, changes: (before?.changes ?? 0) + (isSame ? 0 : 1) });
  }

  /**
   * A policy host that gave one valid policy, another, the first and the other again serves them in turn as far as anybody
   * can see: docs/findings.md#policy-differs.
   */
  private alternated(domain: string): boolean {
    return (this.policies.get(domain)?.changes ?? 0) >= 3;
  }

  private closed(line: Line, alertId: string, at: number): void {
    const openedAt = line.open.get(alertId);
    // It began and ended while no message got through: the last word is enough.
    if (openedAt === undefined) return;
    line.open.delete(alertId);
    if (!line.checks.some(({ at: check, shows }) => check <= at && check >= openedAt && ENDS.has(shows)))
      this.fail(`false: ${line.kind} ${line.target} is over, and no check showed that`);
  }

  private aboutTheMonitor(form: string, kind: string, alertId: string, at: number): void {
    if (kind !== CLOCK && !Object.values(OUTAGES).some((outage) => outage.kind === kind))
      return this.fail(`false: ${form} ${kind}`);
    if (form === 'resolved') return void this.openOutages.delete(kind);
    if (this.openOutages.has(kind) && this.openOutages.get(kind) !== alertId) this.fail(`double: ${kind}`);
    if ((this.outages.get(kind) ?? -Infinity) < at - LONGEST_OPEN) this.fail(`false: ${kind} without an outage`);
    this.openOutages.set(kind, alertId);
  }

  /**
   * All is quiet after a run: what must be open by now, and what must have been received.
   * @param openAlerts `<kind> <target>` of each open alert in the store
   * @param calm whether messages got through, and nothing died
   */
  settled(openAlerts: ReadonlySet<string>, isMuted: (target: string) => boolean, calm: boolean): void {
    this.calm = calm ? this.calm + 1 : 0;
    for (const line of this.lines.filter(({ ignoredUntil }) => ignoredUntil !== Infinity)) {
      const { target, kind, least, mustShow, mustClear } = line;
      if (line.open.size > 1) this.fail(`double: ${kind} ${target} is open ${line.open.size} times`);
      const isOpen = openAlerts.has(`${kind} ${target}`);
      if (mustShow > least && !isOpen)
        this.fail(`missed: ${kind} ${target} lasts for ${mustShow} runs and is not open`);
      if (mustClear > MOST_CLEAR + 1 && isOpen)
        this.fail(`${kind} ${target} is over for ${mustClear} runs and is open`);
      if (mustShow > least + 3 && this.calm > 3 && line.open.size === 0 && !isMuted(target))
        this.fail(`lost: nobody received ${kind} ${target}, open for ${mustShow} runs`);
      if (mustClear > MOST_CLEAR + 3 && this.calm > 3 && line.open.size > 0)
        this.fail(`lost: nobody received that ${kind} ${target} is over`);
    }
    const { outage } = this.world;
    const due = outage === undefined ? undefined : OUTAGES[outage].kind;
    if (due !== undefined && this.calm > 3 && !this.openOutages.has(due)) this.fail(`missed: ${due}`);
    if (due === undefined && this.calm > 3)
      for (const kind of this.openOutages.keys()) this.fail(`lost: the end of ${kind}`);
  }
}

/** Faults that let nothing else of their slot be seen, and those that let a part of it be seen. */
const HIDES_ITS_SLOT: ReadonlySet<FaultName> = new Set(['policy-unreachable', 'mx-unreachable', 'sts-servfail']);
const HIDES_A_PART: ReadonlySet<FaultName> = new Set(['policy-404', 'policy-invalid', 'no-starttls']);

/** Whether the domain may have both faults in the simulation. */
export const isCompatible = (sts: FaultName | undefined, policy: FaultName | undefined): boolean =>
  sts === undefined || policy === undefined || !(HIDES[sts] ?? []).includes(policy);
