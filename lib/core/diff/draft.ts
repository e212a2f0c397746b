import type { DriftType, EventDetails, EventType, Finding, MonitorEvent, Target } from '../model';
import { targetId } from '../model';
import type { DiffOptions } from './options';
import { speaksFor, TOLD_BY_CHANGE } from './told-by';

/** The body with this SHA-256 (hex), if it was kept. */
export type BodyOf = (sha256: string) => string | undefined;

/** What the parts of the diff of one check share. */
export interface Step {
  /** When the check began, milliseconds since the epoch. */
  readonly at: number;
  readonly options: DiffOptions;
  readonly bodyOf: BodyOf;
  /** Takes the events as they are found. */
  readonly draft: Draft;
}

interface DraftEvent {
  readonly type: EventType;
  readonly details: EventDetails[EventType];
}

/** The events of one transition as they are found, numbered when all are known. */
export class Draft {
  private readonly events: DraftEvent[] = [];
  private readonly shown: { readonly finding: Finding; readonly fresh: boolean }[] = [];

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

  /** A finding of this check. `fresh`: it is opened by this check or shown in another way, or will be once it is confirmed. */
  showed(finding: Finding, { fresh }: { readonly fresh: boolean }): void {
    this.shown.push({ finding, fresh });
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

  /** Such a finding is alerted again by this check, with what it shows now. */
  private isGraver({ fingerprint }: Finding): boolean {
    return this.events.some(
      ({ type, details }) =>
        type === 'finding-escalated' && 'finding' in details && details.finding.fingerprint === fingerprint,
    );
  }

  private tellers(type: EventType, id: (index: number) => string): string[] {
    const changes = TOLD_BY_CHANGE[type] ?? [];
    const findings = this.shown.filter(({ finding, fresh }) =>
      speaksFor(finding, type, fresh || this.isGraver(finding)),
    );
    return [
      ...this.events.flatMap((event, index) => (changes.includes(event.type) ? [id(index)] : [])),
      ...findings.map(({ finding }) => finding.fingerprint),
    ];
  }
}
