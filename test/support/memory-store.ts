import { overFrom } from '../../lib/core/alerting';
import { soonestEnd } from '../../lib/core/certificate/soonest-end';
import type {
  Alert,
  CertificateFacts,
  CheckRecord,
  DomainEntry,
  MonitorEvent,
  RemovalLedger,
  Silence,
  TargetState,
} from '../../lib/core/model';
import { parseTargetId, targetId } from '../../lib/core/model';
import type {
  AgentStore,
  ArchiveStore,
  Clock,
  ClockStore,
  UnreadableStore,
  Delivery,
  DirectoryStore,
  Page,
  RunStore,
  TurnStore,
  Store,
  WriteOutcome,
} from '../../lib/monitor/ports';

export type MemoryStore = Omit<
  Store,
  keyof RunStore | keyof TurnStore | keyof AgentStore | keyof ArchiveStore | keyof ClockStore | keyof UnreadableStore
>;

/** What is held is given out as it is, and nobody can change it: who tries is told by an exception. */
function held<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(held);
  return value;
}

type MxHosts = Awaited<ReturnType<DirectoryStore['mxHostsOf']>>;

const DAY = 86_400_000;
/** More characters than the real store can pack into an item. */
const LARGEST = 1_000_000;

/**
 * The store in memory, where a test makes thousands of steps or stops at each of them. What the pipeline depends on is
 * held to the same contract as the real one (test/support/memory-store.test.ts).
 */
export function memoryStore(given?: Clock): MemoryStore {
  const clock = given ?? { now: () => Date.now() };
  const states = new Map<string, TargetState>();
  const checks = new Map<string, CheckRecord[]>();
  const history = new Map<string, MonitorEvent>();
  const bodies = new Map<string, string>();
  const certificates = new Map<string, CertificateFacts>();
  const entries = new Map<string, DomainEntry>();
  let ledger: RemovalLedger = { version: 0, alerted: 0, recent: [] };
  const mxSets = new Map<string, MxHosts>();
  const alerts = new Map<string, Alert>();
  const deliveries = new Map<string, Delivery>();
  const silences = new Map<string, Silence>();

  const versioned = <T extends { readonly version: number }>(
    items: Map<string, T>,
    id: string,
    next: T,
  ): WriteOutcome => {
    if ((items.get(id)?.version ?? 0) !== next.version - 1) return 'lost-race';
    items.set(id, held(next));
    return 'written';
  };
  /** Since when a state has had events to publish without a break. */
  const waiting = new Map<string, number>();
  const noteWaiting = (id: string): void => {
    const oldest = states.get(id)?.outbox[0];
    if (!oldest) waiting.delete(id);
    else if (!waiting.has(id)) waiting.set(id, oldest.at);
  };
  const isKept = ({ status, resolvedAt, openedAt }: Alert): boolean =>
    status === 'open' || (resolvedAt ?? openedAt) + 730 * DAY > clock.now();
  const kept = (): Alert[] => [...alerts.values()].filter(isKept).sort(byOpening);
  const byOpening = (a: Alert, b: Alert): number => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
  const keptSilences = (): Silence[] =>
    [...silences.values()].filter((silence) => overFrom(silence) + 730 * DAY > clock.now());
  const waits = ({ notices }: Alert, names: readonly string[]): boolean =>
    notices.some(({ channels, deliveredTo }) =>
      names.some((name) => channels.includes(name) && !deliveredTo.includes(name)),
    );
  const page = <T>(
    items: readonly T[],
    { limit = 100, cursor = '0' }: { readonly limit?: number; readonly cursor?: string },
  ): Page<T> => {
    const [from, to] = [Number(cursor), Number(cursor) + limit];
    return { items: items.slice(from, to), ...(to < items.length && { cursor: String(to) }) };
  };
  const within = <T>(
    items: readonly T[],
    at: (item: T) => number,
    { since = 0, until = Infinity }: { readonly since?: number; readonly until?: number },
  ): T[] => items.filter((item) => at(item) >= since && at(item) <= until).sort((a, b) => at(b) - at(a));
  const domainsNaming = (host: string): string[] =>
    [...mxSets]
      .filter(([, hosts]) => hosts.some((one) => one.host === host))
      .map(([domain]) => domain)
      .sort();

  return {
    readState: async (target) => states.get(targetId(target)),
    readStates: async (targets) => targets.map((target) => states.get(targetId(target))),
    async writeState(next) {
      const id = targetId(next.target);
      const bytes = JSON.stringify(next).length;
      if (bytes > LARGEST) throw new Error(`The state TARGET#${id} would have ${bytes} bytes.`);
      const outcome = versioned(states, id, next);
      noteWaiting(id);
      return outcome;
    },
    async acknowledgeEvents(target, eventIds) {
      const state = states.get(targetId(target));
      const left = state?.outbox.filter(({ id }) => !eventIds.includes(id));
      if (state && left && left.length < state.outbox.length)
        states.set(targetId(target), held({ ...state, version: state.version + 1, outbox: left }));
      noteWaiting(targetId(target));
    },
    async *certificateEnds({ since = 0, until = Infinity }) {
      const ends = [...states.values()].flatMap(({ target, certificates: served }) => {
        const at = soonestEnd(served);
        return at === undefined ? [] : [{ target, at }];
      });
      yield* ends.filter(({ at }) => at >= since && at <= until).sort((a, b) => a.at - b.at);
    },
    async *targetsWithOutbox() {
      for (const [id] of [...waiting].sort(([, a], [, b]) => a - b)) yield parseTargetId(id);
    },
    async deleteState(target) {
      states.delete(targetId(target));
      noteWaiting(targetId(target));
    },

    async putChecks(records) {
      for (const record of records)
        checks.set(targetId(record.target), [
          ...(checks.get(targetId(record.target)) ?? []).filter(({ at }) => at !== record.at),
          held(record),
        ]);
    },
    checks: async (target, range) =>
      page(
        within(checks.get(targetId(target)) ?? [], ({ at }) => at, range),
        range,
      ),
    latestCheck: async (target) =>
      within(checks.get(targetId(target)) ?? [], ({ at }) => at, { until: given?.now() ?? Infinity })[0],
    async putEvents(events) {
      for (const event of events) history.set(event.id, held(event));
    },
    events: async (range) =>
      page(
        within([...history.values()], ({ at }) => at, range),
        range,
      ),
    eventsOf: async (target, range) =>
      page(
        within(
          [...history.values()].filter((event) => targetId(event.target) === targetId(target)),
          ({ at }) => at,
          range,
        ),
        range,
      ),

    async putPolicyBody(sha256, body) {
      bodies.set(sha256, body);
    },
    policyBody: async (sha256) => bodies.get(sha256),
    async putCertificates(given) {
      for (const one of given) certificates.set(one.fingerprint, held(one));
    },
    certificates: async (fingerprints) => [...new Set(fingerprints)].flatMap((one) => certificates.get(one) ?? []),

    domain: async (name) => entries.get(name),
    async *domains() {
      for (const name of [...entries.keys()].sort()) yield entries.get(name) as DomainEntry;
    },
    domainsPage: async ({ prefix = '', ...range }) =>
      page(
        [...entries.values()].filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1)),
        range,
      ),
    async addDomain(entry) {
      if (entries.has(entry.name)) return false;
      entries.set(entry.name, held(entry));
      return true;
    },
    async removeDomain(name) {
      mxSets.delete(name);
      return entries.delete(name);
    },
    async setVerdict(name, expected, next) {
      const entry = entries.get(name);
      if (entry === undefined || entry.verdict !== expected) return 'lost-race';
      entries.set(name, held({ ...entry, ...next }));
      return 'written';
    },
    async setSource(name, expected, next) {
      const entry = entries.get(name);
      if (entry === undefined || entry.source !== expected) return 'lost-race';
      const { heldSince: ignored, ...rest } = entry;
      void ignored;
      entries.set(name, held({ ...rest, source: next }));
      return 'written';
    },
    async hold(name, since) {
      const entry = entries.get(name);
      if (entry === undefined || entry.heldSince !== undefined) return 'lost-race';
      entries.set(name, held({ ...entry, heldSince: since }));
      return 'written';
    },
    async release(name) {
      return this.adoptHeld(name, entries.get(name)?.source ?? '');
    },
    async adoptHeld(name, source) {
      const { heldSince, ...entry } = entries.get(name) ?? { heldSince: undefined };
      if (heldSince === undefined) return 'lost-race';
      entries.set(name, held({ ...(entry as DomainEntry), source }));
      return 'written';
    },
    async removalLedger() {
      return ledger;
    },
    async writeRemovalLedger(next) {
      if (next.version !== ledger.version + 1) return 'lost-race';
      ledger = held(next);
      return 'written';
    },
    async setZone(name, zone) {
      const entry = entries.get(name);
      if (entry === undefined) return 'lost-race';
      const next: Partial<Record<keyof DomainEntry, unknown>> = { ...entry, zone };
      if (zone === undefined) delete next.zone;
      entries.set(name, held(next as DomainEntry));
      return 'written';
    },
    async setMxHosts(domain, hosts) {
      const lowest = new Map<string, number>();
      for (const { host, preference } of hosts) lowest.set(host, Math.min(preference, lowest.get(host) ?? preference));
      const ordered = [...lowest]
        .map(([host, preference]) => ({ host, preference }))
        .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
      if (ordered.length === 0) mxSets.delete(domain);
      else mxSets.set(domain, ordered);
    },
    mxHostsOf: async (domain) => mxSets.get(domain) ?? [],
    async *domainsOf(host, after = '') {
      yield* domainsNaming(host).filter((name) => name > after);
    },
    async *mxHosts() {
      yield* [...new Set([...mxSets.values()].flat().map(({ host }) => host))].sort();
    },

    async alert(id) {
      const alert = alerts.get(id);
      return alert && isKept(alert) ? alert : undefined;
    },
    writeAlert: async (next) => versioned(alerts, next.id, next),
    async *openAlerts() {
      yield* kept().filter(({ status }) => status === 'open');
    },
    alerts: async ({ status, ...range }) =>
      page(
        within(
          kept().filter((alert) => status === undefined || alert.status === status),
          ({ openedAt }) => openedAt,
          range,
        ),
        range,
      ),
    async *alertsToTell(channels) {
      yield* kept().filter((alert) => waits(alert, channels));
    },
    silence: async (id) => keptSilences().find((silence) => silence.id === id),
    writeSilence: async (next) => versioned(silences, next.id, next),
    async *silencesNotOver(at) {
      yield* keptSilences().filter((silence) => overFrom(silence) > at);
    },
    silences: async ({ purpose, ...range }) =>
      page(
        within(
          keptSilences().filter((silence) => purpose === undefined || silence.purpose === purpose),
          ({ at }) => at,
          range,
        ),
        range,
      ),
    unfinishedDelivery: async (channel) => deliveries.get(channel),
    async beginDelivery(delivery) {
      if (deliveries.has(delivery.channel)) return 'lost-race';
      deliveries.set(delivery.channel, held(delivery));
      return 'written';
    },
    async deferDelivery({ id, channel, attempts }, next) {
      const begun = deliveries.get(channel);
      if (begun?.id !== id || begun.attempts !== attempts) return 'lost-race';
      deliveries.set(channel, held({ ...begun, ...next }));
      return 'written';
    },
    async finishDelivery({ id, channel }) {
      if (deliveries.get(channel)?.id === id) deliveries.delete(channel);
    },
  };
}
