import { read, takeEmbedded, Unreachable, type Answer } from './client';

/** What is known of a resource now. After an error the last good body stays. */
export interface Known {
  readonly body?: unknown;
  readonly error?: Error;
}

interface Entry {
  known: Known;
  etag: string | null;
  readonly watchers: Set<() => void>;
  asking?: Promise<void>;
}

export interface Connection {
  readonly state: 'live' | 'offline';
  /** When the state began, milliseconds since the epoch. */
  readonly since: number;
}

/** Changes when anything may have changed: while it does not, nothing else is asked for. */
const PULSE = 'api/pulse';
let everyMs = 3_000;
/** What depends on the time alone, such as what expires soon, is asked for again after so many quiet pulses. */
const QUIET_PULSES = 20;
/** Views left behind that stay at hand, so that going back shows them at once. */
const KEPT = 60;

const entries = new Map<string, Entry>();
const connectionWatchers = new Set<() => void>();
let connection: Connection = { state: 'live', since: Date.now() };
let timer: ReturnType<typeof setTimeout> | undefined;
let pulse: string | null = null;
let quiet = 0;

/** Milliseconds between two pulses from now on. */
export function beatEvery(ms: number): void {
  everyMs = ms;
}

export const connectionNow = (): Connection => connection;

export function watchConnection(told: () => void): () => void {
  connectionWatchers.add(told);
  return () => connectionWatchers.delete(told);
}

export const knownNow = (path: string): Known => entryOf(path).known;

/** Keeps a resource fresh as long as somebody watches it. @returns the way to stop */
export function watch(path: string, told: () => void): () => void {
  const entry = entryOf(path);
  entry.watchers.add(told);
  void refresh(path, entry);
  timer ??= setTimeout(() => void beat(), everyMs);
  return () => {
    entry.watchers.delete(told);
    forget();
  };
}

/** Asks again for all that is on the screen, such as after a change. */
export async function refreshNow(): Promise<void> {
  await Promise.all(
    [...entries].filter(([, { watchers }]) => watchers.size > 0).map(([path, entry]) => refresh(path, entry)),
  );
}

async function beat(): Promise<void> {
  if (document.visibilityState === 'visible' && (await hasChanged())) await refreshNow();
  timer = setTimeout(() => void beat(), everyMs);
}

async function hasChanged(): Promise<boolean> {
  const wasOffline = connection.state === 'offline';
  try {
    const answer = await read(PULSE, pulse);
    heard('live');
    pulse = answer?.etag ?? pulse;
    quiet = answer === undefined ? (quiet + 1) % QUIET_PULSES : 0;
    return quiet === 0 || wasOffline;
  } catch (error) {
    heard(error instanceof Unreachable ? 'offline' : 'live');
    return !(error instanceof Unreachable);
  }
}

function entryOf(path: string): Entry {
  const entry = entries.get(path) ?? begin(takeEmbedded(path));
  entries.set(path, entry);
  return entry;
}

const begin = (answer: Answer | undefined): Entry => ({
  known: answer === undefined ? {} : { body: answer.body },
  etag: answer?.etag ?? null,
  watchers: new Set(),
});

function refresh(path: string, entry: Entry): Promise<void> {
  entry.asking ??= ask(path, entry).finally(() => delete entry.asking);
  return entry.asking;
}

async function ask(path: string, entry: Entry): Promise<void> {
  try {
    const answer = await read(path, entry.etag);
    heard('live');
    if (answer !== undefined) entry.etag = answer.etag;
    if (answer !== undefined || entry.known.error !== undefined)
      tell(entry, { body: answer === undefined ? entry.known.body : answer.body });
  } catch (error) {
    heard(error instanceof Unreachable ? 'offline' : 'live');
    tell(entry, { ...entry.known, error: error instanceof Error ? error : new Error(String(error)) });
  }
}

function tell(entry: Entry, known: Known): void {
  entry.known = known;
  for (const told of entry.watchers) told();
}

function heard(state: Connection['state']): void {
  if (state === connection.state) return;
  connection = { state, since: Date.now() };
  for (const told of connectionWatchers) told();
}

/** The oldest that nobody watches go first. */
function forget(): void {
  for (const [path, { watchers }] of entries) {
    if (entries.size <= KEPT) return;
    if (watchers.size === 0) entries.delete(path);
  }
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refreshNow();
});
