/**
 * What the use cases need from outside. The adapters in lib/probes, lib/storage and lib/alerts implement these;
 * bin, lib/cli and lambdas choose and hand them in.
 */
import type {
  AgentRecord,
  Alert,
  AlertMessage,
  Archived,
  CertificateFacts,
  CheckRecord,
  DomainEntry,
  DomainObservation,
  HostedZone,
  MonitorEvent,
  MxHostObservation,
  RecordChange,
  RecordSet,
  RemovalLedger,
  RunRecord,
  Silence,
  SilencePurpose,
  Target,
  TargetState,
  ZoneView,
} from '../core/model';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * While the clock is in doubt: the last moment at which it was not, milliseconds since the epoch. Until it is believed
   * again, nothing is deleted, no silence ends and no expiry opens. A clock without this is never in doubt.
   */
  doubtedSince?(): number | undefined;
}

/** A clock that nobody sets: for how long something takes, and for when it is due. */
export interface Monotonic {
  /** Milliseconds since some moment, with the time that the machine slept where the system gives that. */
  now(): number;
}

/** The latest moment at which a process had no doubt about its clock. */
export interface ClockMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the clock showed when it was first found to be behind `at`; not set while it is not. */
  readonly behindSince?: number;
}

export interface ClockStore {
  clockMark(): Promise<ClockMark | undefined>;
  setClockMark(mark: ClockMark): Promise<void>;
}

/** Looks at targets. A look never rejects for what the network does: that is part of the observation. */
export interface Observer {
  /** @param zone the hosted zone that the domain is in: what else the world shows of it is looked at too */
  observeDomain(domain: string, signal?: AbortSignal, zone?: ZoneView): Promise<DomainObservation>;
  /** @param port25 `closed` connects to nothing: names are resolved, and each address is noted as out of reach from here. */
  observeMxHost(host: string, signal?: AbortSignal, port25?: Port25): Promise<MxHostObservation>;
}

/** Whether connections to port 25 get out of the place that a monitor looks from: proven either way, or not known. */
export type Port25 = AgentRecord['port25'];

export type WriteOutcome = 'written' | 'lost-race';

export interface StateStore {
  /** Strongly consistent. */
  readState(target: Target): Promise<TargetState | undefined>;
  /** Strongly consistent, batched; in the order asked. */
  readStates(targets: readonly Target[]): Promise<readonly (TargetState | undefined)[]>;
  /** Writes `next` if the stored version is still `next.version - 1`. */
  writeState(next: TargetState): Promise<WriteOutcome>;
  /** Takes the events off the outbox, whatever else the state became meanwhile: a write, which raises the version. */
  acknowledgeEvents(target: Target, eventIds: readonly string[]): Promise<void>;
  /** Targets whose outbox is not empty, oldest first. May lag: read the state before use. */
  targetsWithOutbox(): AsyncIterable<Target>;
  deleteState(target: Target): Promise<void>;
}

export interface Range {
  /** Inclusive, milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Newest first, at most so many; 100 if not given. */
  readonly limit?: number;
  /** Opaque, from the previous page. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

export interface HistoryStore {
  /** Batched; idempotent by target and time. */
  putChecks(checks: readonly CheckRecord[]): Promise<void>;
  checks(target: Target, range: Range): Promise<Page<CheckRecord>>;
  /** The newest one that is not later than now: a clock that was ahead once may have left others. */
  latestCheck(target: Target): Promise<CheckRecord | undefined>;
  /** Idempotent by event id. */
  putEvents(events: readonly MonitorEvent[]): Promise<void>;
  events(range: Range): Promise<Page<MonitorEvent>>;
  eventsOf(target: Target, range: Range): Promise<Page<MonitorEvent>>;
}

/** A target, and the earliest end of a certificate that it serves, milliseconds since the epoch. */
export interface CertificateEnd {
  readonly target: Target;
  readonly at: number;
}

export interface ExpiryStore {
  /** By what is remembered of each target, the soonest first; both bounds are inclusive. May lag. */
  certificateEnds(range: Pick<Range, 'since' | 'until'>): AsyncIterable<CertificateEnd>;
}

export interface EvidenceStore {
  /** Kept once under its SHA-256 (hex). */
  putPolicyBody(sha256: string, body: string): Promise<void>;
  policyBody(sha256: string): Promise<string | undefined>;
  putCertificates(certificates: readonly CertificateFacts[]): Promise<void>;
  certificates(fingerprints: readonly string[]): Promise<readonly CertificateFacts[]>;
}

export interface DirectoryStore {
  domain(name: string): Promise<DomainEntry | undefined>;
  /** In name order, all pages. */
  domains(): AsyncIterable<DomainEntry>;
  domainsPage(range: {
    readonly prefix?: string;
    readonly limit?: number;
    readonly cursor?: string;
  }): Promise<Page<DomainEntry>>;
  /** Adds if not there; true if it was added. */
  addDomain(entry: DomainEntry): Promise<boolean>;
  removeDomain(name: string): Promise<boolean>;
  /** Sets the verdict if the stored one is `expected` (undefined: none yet). */
  setVerdict(
    name: string,
    expected: DomainEntry['verdict'],
    next: Required<Pick<DomainEntry, 'verdict' | 'verdictSince' | 'reasons'>>,
  ): Promise<WriteOutcome>;
  /** Sets the source if the stored one is `expected`; the domain is held no longer then. */
  setSource(name: string, expected: string, next: string): Promise<WriteOutcome>;
  /** Sets, or with undefined takes off, what is known of the hosted zone that a watched domain is in. */
  setZone(name: string, zone: ZoneView | undefined): Promise<WriteOutcome>;
  /** Notes since when a watched domain is held, unless it is held already. */
  hold(name: string, since: number): Promise<WriteOutcome>;
  /** Notes that a held domain is back on its list. */
  release(name: string): Promise<WriteOutcome>;
  /** Sets the source of a held domain; it is held no longer then. */
  adoptHeld(name: string, source: string): Promise<WriteOutcome>;
  /** How removals stand that follow from a list. Strongly consistent. */
  removalLedger(): Promise<RemovalLedger>;
  /** Writes `next` if the stored version is still `next.version - 1`. */
  writeRemovalLedger(next: RemovalLedger): Promise<WriteOutcome>;
  /** Replaces the MX hosts of a domain, both directions. */
  setMxHosts(domain: string, hosts: readonly { readonly host: string; readonly preference: number }[]): Promise<void>;
  mxHostsOf(domain: string): Promise<readonly { readonly host: string; readonly preference: number }[]>;
  /** In name order; `after`: those that follow this name. */
  domainsOf(mxHost: string, after?: string): AsyncIterable<string>;
  /** Every MX host that a watched domain names, once each. */
  mxHosts(): AsyncIterable<string>;
}

export type RunCounts = Partial<Pick<RunRecord, 'planned' | 'done' | 'unknown' | 'failed' | 'skipped' | 'sight'>>;

export interface RunStore {
  /** Creates the run if its id is new; false if the run was there already. */
  beginRun(run: RunRecord): Promise<boolean>;
  /**
   * Adds to the run's counts, and gives the run as it is then. With `part`, the name of a part of the run, the counts
   * are added once for that part, however often they are sent: queues deliver more than once.
   */
  addToRun(id: string, counts: RunCounts, part?: string): Promise<RunRecord>;
  /** Whether {@link addToRun} has counted this part; false for a run that is not there. */
  isCounted(id: string, part: string): Promise<boolean>;
  finishRun(id: string, at: number): Promise<void>;
  /** Ends a run that is not finished; lost when it was, or was closed before. */
  closeRun(id: string, as: NonNullable<RunRecord['closed']>['as'], at: number): Promise<WriteOutcome>;
  /** Strongly consistent. */
  run(id: string): Promise<RunRecord | undefined>;
  runs(range: Range): Promise<Page<RunRecord>>;
}

/** The run of a schedule whose turn it is. */
export interface RunTurn {
  readonly runId: string;
  /** Its scheduled time, milliseconds since the epoch. */
  readonly at: number;
}

export interface TurnStore {
  /** Strongly consistent. */
  turn(schedule: string): Promise<RunTurn | undefined>;
  /** Sets it if the stored one is of the run `expected` (undefined: none is stored). */
  setTurn(schedule: string, next: RunTurn, expected: string | undefined): Promise<WriteOutcome>;
}

/** A part of a run: targets of one type, to be looked at together. Its name is its own within the run. */
export interface RunPart {
  readonly runId: string;
  readonly part: string;
  readonly type: Target['type'];
  readonly targets: readonly string[];
}

/** Hands parts of a run to those who look at them, each at least once. */
export interface PartQueue {
  send(parts: readonly RunPart[]): Promise<void>;
}

/** What is remembered of agents, and of the work that was handed to them. */
export interface AgentStore {
  /** Keeps a digest of each part of a run, by its name, in place of those that were kept of this run. */
  putJobs(runId: string, digests: Readonly<Record<string, string>>): Promise<void>;
  /** Undefined for a part that was handed to nobody, or too long ago. */
  jobDigest(runId: string, part: string): Promise<string | undefined>;
  /** Keeps what was heard last, in whatever order it comes. An agent is forgotten when it has been silent for a week. */
  heardAgent(agent: AgentRecord): Promise<void>;
  /** Forgets an agent that has not been heard after this time. */
  forgetAgent(name: string, at: number): Promise<void>;
  /** In the order of their names. */
  agents(): AsyncIterable<AgentRecord>;
}

/** A part of a run that an agent was given. Until it is done it is this agent's for a while only. */
export interface Job {
  readonly part: RunPart;
  /** Keeps it for another while. */
  keep(): Promise<void>;
  /** It is done, and nobody else need do it. */
  done(): Promise<void>;
  /** Somebody else may have it, at once or after so many milliseconds. */
  giveBack(afterMs?: number): Promise<void>;
}

/** Where an agent gets its work, and says what it saw. Both reject with what a person can mend in words. */
export interface AgentLink {
  /** Waits a while for jobs; none when there are none. @throws the signal's reason */
  receive(most: number, signal: AbortSignal): Promise<readonly Job[]>;
  /** What was seen of the targets of a job. */
  sendResult(job: RunPart, port25: Port25, observations: readonly MxHostObservation[]): Promise<void>;
  sendHello(port25: Port25): Promise<void>;
  sendBye(): Promise<void>;
}

/** Notices of alerts that a channel has claimed to tell in one message. */
export interface Delivery {
  /** The same for the same notices, so that a receiver can drop a repeat: channels send it as idempotency key. */
  readonly id: string;
  readonly channel: string;
  readonly claimedAt: number;
  readonly messages: readonly AlertMessage[];
  /** How often sending was begun; more than 1 on a repeat after a crash or a failure. */
  readonly attempts: number;
  readonly notBefore?: number;
  /** Milliseconds from when `notBefore` was set until then; not set by earlier releases. */
  readonly waitMs?: number;
  /** Somebody is sending it, and has it for `waitMs`; otherwise it waits after a failure. */
  readonly inHand?: boolean;
}

export interface AlertStore {
  alert(id: string): Promise<Alert | undefined>;
  /** Writes `next` if the stored version is still `next.version - 1` (0: not stored). */
  writeAlert(next: Alert): Promise<WriteOutcome>;
  openAlerts(): AsyncIterable<Alert>;
  alerts(range: Range & { readonly status?: Alert['status'] }): Promise<Page<Alert>>;
  /** Alerts with a notice that one of these channels is to tell (`Notice.channels`) and has not told yet. May lag. */
  alertsToTell(channels: readonly string[]): AsyncIterable<Alert>;
  /** The delivery that a channel began and did not finish. */
  unfinishedDelivery(channel: string): Promise<Delivery | undefined>;
  /** Writes it if the channel has no other unfinished one. */
  beginDelivery(delivery: Delivery): Promise<WriteOutcome>;
  /** Sets the attempts and when the next may be made, if the stored attempts are still those of `delivery`. */
  deferDelivery(
    delivery: Delivery,
    next: Required<Pick<Delivery, 'attempts' | 'notBefore' | 'waitMs' | 'inHand'>>,
  ): Promise<WriteOutcome>;
  finishDelivery(delivery: Delivery): Promise<void>;
}

export interface SilenceStore {
  silence(id: string): Promise<Silence | undefined>;
  /** Writes `next` if the stored version is still `next.version - 1` (0: not stored). */
  writeSilence(next: Silence): Promise<WriteOutcome>;
  /** Those that are not over at the moment, and those yet to come, whatever their order. May lag by a moment. */
  silencesNotOver(at: number): AsyncIterable<Silence>;
  /** All, also those that are over, by when they were made. */
  silences(range: Range & { readonly purpose?: SilencePurpose }): Promise<Page<Silence>>;
}

/** A stored item that this release cannot read, because a newer one wrote it or because it is damaged. */
export interface UnreadableItem {
  /** Its key, for a person. */
  readonly key: string;
  /** What is wrong with it and what to do: one or two sentences. */
  readonly problem: string;
}

/** What the store throws for such an item, and only for that: the same again will not help, and others can be read. */
export const isUnreadable = (error: unknown): error is Error & { readonly unreadable: string } =>
  error instanceof Error && typeof (error as { readonly unreadable?: unknown }).unreadable === 'string';

export interface UnreadableStore {
  /**
   * Items that were found to be unreadable, by whatever process, and still are, at most some hundred. Lists leave such
   * items out; whoever asks for one of them gets an error of {@link isUnreadable}.
   */
  unreadable(): Promise<readonly UnreadableItem[]>;
}

/** Gives everything that is kept, in no order, without holding more than a part of it. */
export interface ArchiveStore {
  everything(): AsyncIterable<Archived>;
}

export interface Store
  extends
    StateStore,
    ExpiryStore,
    HistoryStore,
    EvidenceStore,
    DirectoryStore,
    RunStore,
    TurnStore,
    AlertStore,
    SilenceStore,
    AgentStore,
    ClockStore,
    UnreadableStore,
    UnreadableStore,
    ArchiveStore {}

/** Tells people. A rejection means: not told, try again; {@link RetryLater} says when. */
export interface AlertChannel {
  readonly name: string;
  /** @param directory for a channel that names all domains of an alert: the alert has a sample of them */
  send(delivery: Delivery, signal?: AbortSignal, directory?: Pick<DirectoryStore, 'domainsOf'>): Promise<void>;
}

/** Thrown by a channel whose receiver asked to wait. */
export class RetryLater extends Error {
  constructor(
    message: string,
    /** Milliseconds to wait. */
    readonly afterMs: number,
  ) {
    super(message);
    this.name = 'RetryLater';
  }
}

/** The hosted zones of one account of a DNS provider. Every call may reject with a {@link ZoneError}. */
export interface ZoneAccount {
  /** As it is configured: the ARN of a role, or the account's own credentials. */
  readonly name: string;
  /** All zones, public and private, all pages. */
  zones(): AsyncIterable<HostedZone>;
  /** The zones of just this name. */
  zonesNamed(name: string): Promise<readonly HostedZone[]>;
  /** All record sets of a zone, all pages. */
  recordSets(zoneId: string): AsyncIterable<RecordSet>;
  /** The name servers that the provider gave the zone, sorted. */
  nameServers(zoneId: string): Promise<readonly string[]>;
  /**
   * Makes all changes or none, each only if the stored set still is `before` to the letter.
   * @returns an id for {@link inSync}
   */
  change(zoneId: string, changes: readonly RecordChange[], comment: string): Promise<string>;
  /** Resolves when all name servers of the provider answer by the change. @throws the signal's reason when it is aborted */
  inSync(changeId: string, signal: AbortSignal): Promise<void>;
}

/** Why a provider did not do what it was asked. */
export type ZoneErrorCause =
  /** The credentials lack a permission: `action` names it. */
  | 'denied'
  /** There are no credentials, or the role cannot be assumed. */
  | 'credentials'
  | 'throttled'
  | 'no-such-zone'
  /** A record set is not what the change was made from: somebody else changed it. */
  | 'changed-meanwhile'
  /** The same, after a try that no answer came to: that one may have made the change. */
  | 'perhaps-made'
  /** The provider does not take a change as it is. */
  | 'refused'
  | 'failed';

export class ZoneError extends Error {
  constructor(
    readonly why: ZoneErrorCause,
    /** One line; holds the provider's words, so escape it where it is shown. */
    message: string,
    /** The permission that is missing, such as `route53:ListHostedZones`. */
    readonly action?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ZoneError';
  }
}

/** What a run tells while it goes on, for a progress bar or a log. */
export interface RunListener {
  runBegan?(run: RunRecord): void;
  targetDone?(
    target: Target,
    progress: { readonly done: number; readonly planned: number; readonly unknown: number },
  ): void;
  runFinished?(run: RunRecord): void;
}
