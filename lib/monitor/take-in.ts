import type { DiffOptions, Check } from '../core/diff';
import type { CertificateSet, DomainEntry, TargetState, Verdict } from '../core/model';
import { acceptanceOf, mxHostViewOfState } from '../core/verdict';
import { assessDomain } from './assess';
import type { PublishDeps, PublishStore } from './publish';
import { assessDependents, publish } from './publish';
import type { Recorded, RecordStore } from './record';
import { recordCheck } from './record';
import type { HostReader } from './standing';

export interface TakeInDeps extends PublishDeps {
  readonly store: PublishStore & RecordStore;
  /** Default: what is remembered of MX hosts is read anew for each domain. */
  readonly readHosts?: HostReader;
  /** Somebody else publishes what is in the outbox of a changed state, such as a consumer of the table's stream. */
  readonly publishedElsewhere?: true;
}

export interface TakenIn {
  readonly recorded: Recorded;
  /** Of a domain. */
  readonly verdict?: Verdict;
}

/**
 * All that a look leads to, but telling people: it is remembered, its events are published, and the verdicts that
 * hang on it follow. What a crash cuts off is made up for by publishPending(), and by the next look.
 */
export async function takeIn(
  check: Check,
  certificates: CertificateSet,
  options: DiffOptions,
  deps: TakeInDeps,
  entry?: DomainEntry,
): Promise<TakenIn> {
  const { store, clock, readHosts, publishedElsewhere } = deps;
  const recorded = await recordCheck(store, check, certificates, options, clock.now());
  if (recorded.outcome === 'changed' && publishedElsewhere !== true) await publish(check.target, deps);
  if (check.target.type === 'mx-host') {
    // With events, publish() has seen to it.
    if (recorded.outcome === 'changed' && recorded.state.outbox.length === 0 && isAcceptedOtherwise(recorded))
      await assessDependents(check.target.name, deps);
    return { recorded };
  }
  const { verdict, changed } = await assessDomain(store, check.target.name, clock.now(), {
    ...(readHosts && { readHosts }),
    ...(entry && { entry }),
    ...(recorded.outcome === 'unchanged' && { state: recorded.state }),
  });
  if (changed && publishedElsewhere !== true) await publish(check.target, deps);
  return { recorded, ...(verdict && { verdict }) };
}

function isAcceptedOtherwise({
  state,
  previous,
}: {
  readonly state: TargetState;
  readonly previous: TargetState | undefined;
}): boolean {
  return previous === undefined || acceptanceOf(mxHostViewOfState(previous)) !== acceptanceOf(mxHostViewOfState(state));
}
