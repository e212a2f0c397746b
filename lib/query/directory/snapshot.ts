import type { DomainEntry, VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';

export type Verdicts = Readonly<Record<VerdictName, number>>;

/** How many domains have each verdict, and how many none yet. */
export interface Tally {
  readonly verdicts: Verdicts;
  readonly notYet: number;
}

/** All watched domains and the MX hosts that they name, each in the order of names. */
export class Snapshot {
  private readonly byName: Map<string, DomainEntry>;
  private sorted: readonly DomainEntry[] | undefined;
  private tally: Tally | undefined;

  constructor(
    entries: readonly DomainEntry[],
    readonly mxHosts: readonly string[],
  ) {
    this.byName = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** In the order of names. */
  get entries(): readonly DomainEntry[] {
    this.sorted ??= [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.sorted;
  }

  get counts(): Tally {
    this.tally ??= tallyOf(this.byName.values());
    return this.tally;
  }

  entry(name: string): DomainEntry | undefined {
    return this.byName.get(name);
  }

  put(entry: DomainEntry): void {
    this.byName.set(entry.name, entry);
    this.forget();
  }

  remove(name: string): void {
    this.byName.delete(name);
    this.forget();
  }

  private forget(): void {
    this.sorted = undefined;
    this.tally = undefined;
  }
}

export function tallyOf(entries: Iterable<DomainEntry>): Tally {
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<VerdictName, number>;
  let notYet = 0;
  for (const { verdict } of entries) {
    if (verdict === undefined) notYet += 1;
    else verdicts[verdict] += 1;
  }
  return { verdicts, notYet };
}
