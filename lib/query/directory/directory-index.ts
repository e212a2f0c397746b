import type { DomainEntry, MonitorEvent } from '../../core/model';
import type { Clock } from '../../monitor/ports';
import type { QueryStore } from '../dependencies';
import { Snapshot } from './snapshot';

/** The store is asked for changes at most this often, milliseconds. */
const CATCH_UP_EVERY = 1_000;
/** Read anew behind the back of whoever asks, milliseconds: what no event tells is seen then, such as an added domain that nobody has looked at yet. */
const RELOAD_AFTER = 900_000;
/** Older than this it is not shown any more: whoever asks waits for the new one. A frozen Lambda function wakes up with an old one. */
const TOO_OLD = 3 * RELOAD_AFTER;
/** Events are listed by the time of the look, and written when it is over: so far back is read again. */
const OVERLAP = 600_000;
/** More changes than these are sooner read as a whole. */
const MOST_EVENTS = 2_000;
const PAGE = 500;
/** While there are too many for long, as after the first look at a long list, reading it whole takes this part of the time at most. */
const SHARE_OF_TIME = 1 / 20;

type Store = Pick<QueryStore, 'domains' | 'domain' | 'mxHosts' | 'events'>;

/**
 * The directory of watched domains in memory, so that a search in tens of thousands of names reads nothing. It is read
 * once, and then follows the events.
 */
export class DirectoryIndex {
  private snapshot: Snapshot | undefined;
  private loadedAt = -Infinity;
  private loadTook = 0;
  /** The events until then are in it. */
  private caughtUpAt = -Infinity;
  private askedAt = -Infinity;
  private loading: Promise<Snapshot> | undefined;
  private catchingUp: Promise<void> | undefined;
  private seen: ReadonlySet<string> = new Set();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** The directory as it is now, or was a moment ago. */
  async read(): Promise<Snapshot> {
    const now = this.clock.now();
    if (this.snapshot === undefined || now - this.loadedAt > TOO_OLD) return this.load();
    // Whoever asks next is told if it fails for long.
    if (now - this.loadedAt > RELOAD_AFTER) this.load().catch(() => undefined);
    if (now - this.askedAt > CATCH_UP_EVERY) {
      this.catchingUp ??= this.catchUp(now, this.snapshot).finally(() => (this.catchingUp = undefined));
      await this.catchingUp;
    }
    return this.snapshot;
  }

  private load(): Promise<Snapshot> {
    this.loading ??= this.readAll().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async readAll(): Promise<Snapshot> {
    const begun = this.clock.now();
    const entries: DomainEntry[] = [];
    for await (const entry of this.store.domains()) entries.push(slim(entry));
    const mxHosts: string[] = [];
    for await (const host of this.store.mxHosts()) if (host !== '') mxHosts.push(host);
    this.snapshot = new Snapshot(entries, mxHosts);
    this.loadedAt = begun;
    this.loadTook = this.clock.now() - begun;
    this.caughtUpAt = begun;
    this.askedAt = begun;
    this.seen = new Set();
    return this.snapshot;
  }

  private async catchUp(now: number, snapshot: Snapshot): Promise<void> {
    this.askedAt = now;
    const news = await this.newsSince(Math.max(this.loadedAt, this.caughtUpAt) - OVERLAP);
    if (news === undefined) {
      if (now - this.loadedAt >= this.loadTook / SHARE_OF_TIME) await this.load();
      return;
    }
    const unseen = news.filter(({ id }) => !this.seen.has(id));
    for (const event of unseen.reverse()) await this.apply(event, snapshot);
    // It was read anew meanwhile: what happened since then is for the next time.
    if (this.snapshot !== snapshot) return;
    this.seen = new Set(news.map(({ id }) => id));
    this.caughtUpAt = now;
  }

  /** Newest first; undefined when they are too many. */
  private async newsSince(since: number): Promise<MonitorEvent[] | undefined> {
    const news: MonitorEvent[] = [];
    let cursor: string | undefined;
    for (let read = 0; read < MOST_EVENTS; read += PAGE) {
      const page = await this.store.events({ since, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      news.push(
        ...page.items.filter(
          ({ type, target }) =>
            target.type === 'domain' &&
            (type === 'verdict-changed' || type === 'target-added' || type === 'target-removed'),
        ),
      );
      cursor = page.cursor;
      if (cursor === undefined) return news;
    }
    return undefined;
  }

  private async apply(event: MonitorEvent, snapshot: Snapshot): Promise<void> {
    const { name } = event.target;
    const known = snapshot.entry(name);
    if (event.type === 'verdict-changed' && known !== undefined) {
      if ((known.verdictSince ?? 0) <= event.at)
        snapshot.put(slim({ ...known, verdict: event.after, verdictSince: event.at, reasons: event.reasons }));
      return;
    }
    const entry = await this.store.domain(name);
    if (entry === undefined) snapshot.remove(name);
    else snapshot.put(slim(entry));
  }
}

/** A row shows one reason. */
const slim = ({ reasons, ...entry }: DomainEntry): DomainEntry => ({
  ...entry,
  ...(reasons !== undefined && { reasons: reasons.slice(0, 1) }),
});
