import type { MonitorEvent, TargetState, VerdictName } from '../model';
import { VERDICTS } from '../model';

/**
 * How a verdict is kept where an earlier release may read it, in the store and in an export: that release fails on a
 * name that it does not know. The name that it would have given is kept, and the exact one beside it.
 */
const NAMED_BEFORE: Readonly<Partial<Record<VerdictName, VerdictName>>> = { 'mx-not-checked': 'unknown' };

type State = NonNullable<TargetState['verdict']>;
type Changed = MonitorEvent<'verdict-changed'>;

/** The name for all releases, and the exact one where it is another. */
export const keptVerdict = (
  name: VerdictName,
): { readonly verdict: VerdictName; readonly exactVerdict?: VerdictName } => {
  const before = NAMED_BEFORE[name];
  return before === undefined ? { verdict: name } : { verdict: before, exactVerdict: name };
};

/** Whether a verdict with an exact name of its own is kept under this name too. */
export const isKeptForOthers = (name: VerdictName): boolean => Object.values(NAMED_BEFORE).includes(name);

/** The verdict that was kept. The exact one counts while the other was not changed by an earlier release; a name of a later release is `unknown`. */
export function exactVerdict(kept: unknown, exact: unknown): VerdictName {
  const name = VERDICTS.find((one) => one === exact);
  if (name !== undefined && NAMED_BEFORE[name] === kept) return name;
  return VERDICTS.find((one) => one === kept) ?? 'unknown';
}

/** The verdict within a state, as it is kept. */
export function keptStateVerdict({ name, ...rest }: State): object {
  const { verdict, exactVerdict: exact } = keptVerdict(name);
  return { name: verdict, ...(exact !== undefined && { exactName: exact }), ...rest };
}

/** What {@link keptStateVerdict} kept. */
export function exactStateVerdict(kept: State): State {
  const { name, exactName, ...rest } = kept as State & { readonly exactName?: unknown };
  return { name: exactVerdict(name, exactName), ...rest };
}

/** An event as it is kept. */
export function keptEvent(event: MonitorEvent): MonitorEvent {
  if (event.type !== 'verdict-changed') return event;
  const [before, after] = [event.before === null ? undefined : keptVerdict(event.before), keptVerdict(event.after)];
  const exact = {
    ...(before?.exactVerdict !== undefined && { exactBefore: before.exactVerdict }),
    ...(after.exactVerdict !== undefined && { exactAfter: after.exactVerdict }),
  };
  return { ...event, before: before?.verdict ?? null, after: after.verdict, ...exact };
}

/** What {@link keptEvent} kept. */
export function exactEvent(kept: MonitorEvent): MonitorEvent {
  if (kept.type !== 'verdict-changed') return kept;
  const { exactBefore, exactAfter, ...event } = kept as Changed & {
    readonly exactBefore?: unknown;
    readonly exactAfter?: unknown;
  };
  return {
    ...event,
    before: event.before === null ? null : exactVerdict(event.before, exactBefore),
    after: exactVerdict(event.after, exactAfter),
  };
}
