import type { BodyOf, DiffOptions, Check, Transition } from '../core/diff';
import { broughtToNow, isFromFuture, nextState } from '../core/diff';
import type { CertificateSet, TargetState } from '../core/model';
import { targetId, nextVersion } from '../core/model';
import type { EdgeStore } from './mx-edges';
import { mxHostsOfState, syncMxHosts } from './mx-edges';
import type { EvidenceStore, HistoryStore } from './ports';
import { untilWritten } from './retry';
import { isWatched } from './watched';

export type RecordStore = EdgeStore & EvidenceStore & Pick<HistoryStore, 'latestCheck'>;

/** What became of a look. Its events are in the outbox of `state`, for publish(). */
export type Recorded =
  | {
      readonly outcome: 'changed';
      readonly state: TargetState;
      readonly previous: TargetState | undefined;
      /** What was remembered was later than now, and was brought to now. */
      readonly fromFuture?: true;
    }
  | { readonly outcome: 'unchanged'; readonly state: TargetState }
  /** A newer look was there before it, or nobody watches the target: it says nothing. */
  | { readonly outcome: 'late' | 'not-watched' };

/**
 * Remembers what a look showed. The state and its transitions are one conditional write; what they name (policy body,
 * certificates) is kept before. A lost race is run again on the newer state, where the look may turn out to be late. What
 * is remembered from later than now is no newer than the look.
 * @param now milliseconds since the epoch; not given, nothing counts as later than now
 * @throws Error when the store fails; then nothing of the look is remembered, or all of it
 */
export async function recordCheck(
  store: RecordStore,
  check: Check,
  certificates: CertificateSet,
  options: DiffOptions,
  now = Infinity,
): Promise<Recorded> {
  let edgesSet = false;
  const recorded = await untilWritten<Recorded>(`The state of ${targetId(check.target)}`, async () => {
    const stored = await store.readState(check.target);
    const fromFuture = stored !== undefined && isFromFuture(stored.observedAt, now);
    const previous = fromFuture ? beforeCheck(stored, check) : stored;
    if ((previous === undefined || previous.retiredAt !== undefined) && !(await isWatched(store, check.target)))
      return { outcome: 'not-watched' };
    const transition = nextState(previous, check, options, await policyBodies(store, previous, check));
    if (transition.outcome === 'late' || (previous !== undefined && (await isOvertaken(store, check, transition))))
      return { outcome: 'late' };
    await keepEvidence(store, check, certificates);
    if (transition.outcome === 'unchanged' && !fromFuture)
      return previous === undefined ? undefined : { outcome: 'unchanged', state: previous };
    const state = transition.outcome === 'changed' ? transition.state : healed(previous, check);
    if (state === undefined) return undefined;
    edgesSet = (await setFirstMxHosts(store, previous, state)) || edgesSet;
    if ((await store.writeState(state)) === 'lost-race') return undefined;
    return { outcome: 'changed', state, previous, ...(fromFuture && { fromFuture: true }) };
  });
  if (edgesSet && recorded.outcome !== 'changed') await syncMxHosts(store, check.target.name, check.observedAt);
  return recorded;
}

/** What was remembered from later than now, as of just before the look. */
const beforeCheck = (stored: TargetState, { observedAt }: Check): TargetState => {
  const state = broughtToNow(stored, observedAt);
  return { ...state, observedAt: Math.min(state.observedAt, observedAt - 1) };
};

const healed = (previous: TargetState | undefined, { observedAt }: Check): TargetState | undefined =>
  previous && { ...previous, version: nextVersion(previous), observedAt };

/**
 * MX records that become known for the first time are no event, so publish() cannot bring in the edges to them: they
 * are set before the state, and once more after a crash in between.
 */
async function setFirstMxHosts(
  store: EdgeStore,
  previous: TargetState | undefined,
  { target, facts, ...next }: TargetState,
): Promise<boolean> {
  if (target.type !== 'domain' || previous === undefined || previous.facts.mx !== undefined || facts.mx === undefined)
    return false;
  await store.setMxHosts(target.name, mxHostsOfState({ target, facts, ...next }) ?? []);
  return true;
}

/**
 * The bodies that a diff may need: those of the remembered policy when the check shows another or the id has not
 * changed, and of the policy that people were alerted to last.
 */
async function policyBodies(
  store: EvidenceStore,
  previous: TargetState | undefined,
  { facts: { policy: now } }: Check,
): Promise<BodyOf> {
  const before = previous?.facts.policy;
  if (!before || now?.state !== 'served') return () => undefined;
  const { others = [], told } = previous?.facts.lately?.policy ?? {};
  const wanted = new Set([
    ...(before.sha256 === now.sha256 ? [] : [before.sha256]),
    ...(before.unannounced?.told === false ? [before.unannounced.before] : []),
    ...others.flatMap(({ value, fact }) => (value === told ? [fact.sha256] : [])),
  ]);
  const bodies = new Map(
    await Promise.all([...wanted].map(async (sha256) => [sha256, await store.policyBody(sha256)] as const)),
  );
  return (sha256) => bodies.get(sha256);
}

/** Looks that changed nothing are in the history alone; before an event is made of an older one, it is asked. */
async function isOvertaken(
  store: Pick<HistoryStore, 'latestCheck'>,
  { target, observedAt }: Check,
  transition: Transition,
): Promise<boolean> {
  if (transition.outcome !== 'changed' || transition.events.length === 0) return false;
  const latest = await store.latestCheck(target);
  return latest !== undefined && latest.at > observedAt;
}

async function keepEvidence(
  store: EvidenceStore,
  { facts: { policy } }: Check,
  certificates: CertificateSet,
): Promise<void> {
  if (policy?.state === 'served') await store.putPolicyBody(policy.sha256, policy.body);
  const all = Object.values(certificates);
  if (all.length > 0) await store.putCertificates(all);
}
