import { escapeHidden } from '../core/text/escape';
import { withoutSecrets } from '../core/text/secret-text';

/** A fault that goes on is reported again after this, milliseconds. */
const AGAIN_AFTER = 3_600_000;

/** Kinds that are remembered; a fault with ever new words must not fill the memory. */
const MOST_KINDS = 100;

/** So many faults within a minute, and the program does nothing else any more. */
const FLOOD = 200;
const MINUTE = 60_000;

/** Errors after which nothing that the runtime does can be relied on. */
const HOPELESS: ReadonlySet<string> = new Set([
  'ERR_INTERNAL_ASSERTION',
  'ERR_MEMORY_ALLOCATION_FAILED',
  'ERR_WORKER_OUT_OF_MEMORY',
]);

interface Kind {
  reportedAt: number;
  unreported: number;
}

/** Faults of this program that nobody caught: each kind is reported once, and once an hour while it goes on. */
export class Faults {
  private readonly kinds = new Map<string, Kind>();
  private minuteBegan = -Infinity;
  private inThisMinute = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** What to say of it, as part of a sentence; undefined when that was said lately. */
  note(error: unknown): string | undefined {
    const now = this.now();
    if (now - this.minuteBegan > MINUTE) [this.minuteBegan, this.inThisMinute] = [now, 0];
    this.inThisMinute++;
    const text = error instanceof Error ? error.message : String(error);
    const words = escapeHidden(withoutSecrets(text)).replace(/\.$/, '');
    const key = words.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#').slice(0, 200);
    const kind = this.kinds.get(key);
    if (kind === undefined) {
      if (this.kinds.size >= MOST_KINDS) return undefined;
      this.kinds.set(key, { reportedAt: now, unreported: 0 });
      return words;
    }
    kind.unreported++;
    if (now - kind.reportedAt < AGAIN_AFTER) return undefined;
    const times = kind.unreported;
    Object.assign(kind, { reportedAt: now, unreported: 0 });
    return `${words} (${times} ${times === 1 ? 'time' : 'times'} since the last report)`;
  }

  /** Whether the program cannot go on after this one. */
  isLast(error: unknown): boolean {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    return HOPELESS.has(code ?? '') || this.inThisMinute >= FLOOD;
  }
}
