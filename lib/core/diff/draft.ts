import type { EventDetails, EventType, Finding, MonitorEvent, Target } from '../model';
import { targetId } from '../model';
import { SAID_BY_ANY, TOLD_BY } from './told-by';

/** Everything that lib/core/diff finds by comparing facts; the other types have a life of their own. */
export type DriftType = Exclude<
  EventType,
  | 'target-added'
  | 'target-removed'
  | 'finding-opened'
  | 'finding-escalated'
  | 'finding-resolved'
  | 'verdict-changed'
  | 'zone-repaired'
  | 'zone-repair-undone'
>;

interface DraftEvent {
  readonly type: EventType;
  readonly details: EventDetails[EventType];
}

/** The events of one transition as they are found, numbered when all are known. */
export class Draft {
  private readonly events: DraftEvent[] = [];
  private readonly fresh: Finding[] = [];
  private readonly seen: Finding[] = [];

  constructor(
    private readonly target: Target,
    private readonly at: number,
    /** At a first look nothing has changed: everything is new. */
    private readonly baseline: boolean,
  ) {}

  drift<T extends DriftType>(type: T, details: EventDetails[T]): void {
    if (!this.baseline) this.add(type, details);
  }

  add<T extends EventType>(type: T, details: EventDetails[T]): void {
    this.events.push({ type, details });
  }

  /** A finding of this check. `fresh`: people are alerted to it by this check, or will be once it is confirmed. */
  showed(finding: Finding, { fresh }: { readonly fresh: boolean }): void {
    this.seen.push(finding);
    if (fresh) this.fresh.push(finding);
  }

  finish(): readonly MonitorEvent[] {
    const id = (index: number): string => `${targetId(this.target)}#${this.at}#${index}`;
    return this.events.map(({ type, details }, index) => {
      const toldBy = this.tellers(type, id);
      // The type and its details were added as a pair.
      return {
        id: id(index),
        type,
        target: this.target,
        at: this.at,
        ...(toldBy.length > 0 && { toldBy }),
        ...details,
      } as MonitorEvent;
    });
  }

  private tellers(type: EventType, id: (index: number) => string): string[] {
    const tellers: readonly string[] = TOLD_BY[type] ?? [];
    // A finding of no consequence is told to nobody, so it cannot speak for a change.
    const findings = (SAID_BY_ANY.has(type) ? this.seen : this.fresh)
      .filter(({ kind, severity }) => severity !== 'info' && tellers.includes(kind))
      .map(({ fingerprint }) => fingerprint);
    return [...this.events.flatMap((event, index) => (tellers.includes(event.type) ? [id(index)] : [])), ...findings];
  }
}
