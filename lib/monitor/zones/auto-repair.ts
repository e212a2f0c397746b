import type { AutomaticRepair, TargetState } from '../../core/model';
import { domainTarget } from '../../core/model';
import type { AutomaticKind, Mend } from '../../core/repair';
import { automaticKindsOf, outcomeOf, recordsOf, repairEvent, wasUndone } from '../../core/repair';
import { txtText } from '../../core/zone/txt-value';
import type { DirectoryStore, ZoneAccount } from '../ports';
import { ZoneError } from '../ports';
import { publish } from '../publish';
import { NotRepairable } from './find';
import { readZone } from './read';
import type { Proposal, RepairDeps } from './repair';
import { proposeRepair } from './repair';
import type { MemoryDeps } from './repair-memory';
import { forget, intend, tell } from './repair-memory';

/** What may be mended without a person. */
export interface AutoRepairRules {
  readonly kinds: readonly AutomaticKind[];
  readonly reportsTo: readonly string[];
}

export interface AutoRepairDeps extends MemoryDeps, Omit<RepairDeps, 'clock'> {
  readonly store: MemoryDeps['store'] & Pick<DirectoryStore, 'domains'>;
  readonly signal: AbortSignal;
}

export interface AutoRepaired {
  /** Domains whose zone was changed. */
  readonly changed: readonly string[];
  readonly failures: readonly { readonly domain: string; readonly error: unknown }[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A domain's zone is changed at most so often: two who write against each other end at once. Milliseconds. */
const APART = DAY;
/** For so long others count as having undone a repair. Milliseconds. */
const REMEMBERED = 30 * DAY;
/** Longer than any process that makes a repair can be at it: after that it was ended in the middle. Milliseconds. */
const LEASE = 16 * MINUTE;
/** States that are read at a time. */
const BATCH = 100;
/** Causes with which nothing was changed. */
const NOTHING_DONE: readonly ZoneError['why'][] = [
  'changed-meanwhile',
  'refused',
  'denied',
  'credentials',
  'no-such-zone',
];

/**
 * Mends by itself what the rules name, in the zones of the watched domains, where the remembered state shows such a
 * fault as confirmed and another look does too. Each change is written down before it is made and told after it, so
 * that a process that is killed anywhere is followed by one that knows; once more is harmless.
 */
export async function autoRepair(rules: AutoRepairRules, deps: AutoRepairDeps): Promise<AutoRepaired> {
  const changed: string[] = [];
  const failures: { domain: string; error: unknown }[] = [];
  const pending: { readonly domain: string; readonly synced: Promise<void> }[] = [];
  if (rules.kinds.length === 0) return { changed, failures };
  for await (const state of states(deps)) {
    if (deps.signal.aborted) break;
    const domain = state.target.name;
    try {
      const made = await repairDomain(state, rules, deps);
      if (made === undefined) continue;
      changed.push(domain);
      pending.push({ domain, synced: made.account.inSync(made.changeId, deps.signal) });
      pending.at(-1)?.synced.catch(() => undefined);
    } catch (error) {
      // A zone that the world is not sent to is told as a finding.
      if (!(error instanceof NotRepairable) && !deps.signal.aborted) failures.push({ domain, error });
    }
  }
  // The provider takes up to a minute for each, so they are waited for together; what is told does not hang on it.
  for (const { domain, synced } of pending)
    await synced.catch((error: unknown) => void (deps.signal.aborted || failures.push({ domain, error })));
  return { changed, failures };
}

async function* states({ store }: AutoRepairDeps): AsyncIterable<TargetState> {
  const names: string[] = [];
  for await (const { name, zone } of store.domains()) if (zone !== undefined) names.push(name);
  for (let index = 0; index < names.length; index += BATCH) {
    for (const state of await store.readStates(names.slice(index, index + BATCH).map(domainTarget)))
      if (state !== undefined) yield state;
  }
}

/** @returns the change, if one was made */
async function repairDomain(
  state: TargetState,
  rules: AutoRepairRules,
  deps: AutoRepairDeps,
): Promise<{ readonly account: ZoneAccount; readonly changeId: string } | undefined> {
  const { clock } = deps;
  const { repair: last, target } = state;
  const kinds = automaticKindsOf(state, rules.kinds);
  if (last?.status === 'intended') return clock.now() < last.at + LEASE ? undefined : settle(state, last, deps);
  if (last?.status === 'undone')
    return kinds.length === 0 ? forget(target, last, { ...last, status: 'over' }, deps) : undefined;
  if (kinds.length === 0) return undefined;
  const proposal = await proposeRepair(
    target.name,
    { needsNewId: kinds.includes('policy-changed-under-same-id'), reportsTo: rules.reportsTo, only: kinds },
    deps,
  );
  const mends = proposal.mends.filter(({ change }) => !isUnseen(change, state));
  if (mends.length === 0) return undefined;
  const isRemembered = last?.status === 'made' && clock.now() < last.at + REMEMBERED;
  if (isRemembered && mends.some(({ change }) => wasUndone(last, change))) return tellUndone(state, last, mends, deps);
  if (last !== undefined && clock.now() < last.at + APART) return undefined;
  const repair = intentionOf(proposal, mends, clock.now());
  if (!(await intend(state, repair, (now) => kinds.every((kind) => automaticKindsOf(now, kinds).includes(kind)), deps)))
    return undefined;
  const { account, zone } = proposal.found;
  try {
    const changeId = await account.change(
      zone.id,
      repair.changes,
      `mta-sts-watch, route53.repair, ${target.name}: ${repair.kinds.join(', ')}`.slice(0, LONGEST_COMMENT),
    );
    await tellMade(state, repair, deps);
    return { account, changeId };
  } catch (error) {
    const why = error instanceof ZoneError ? error.why : 'failed';
    if (why === 'perhaps-made') return settle(state, repair, deps);
    // Whether the change was made is not known after any other failure: the next one looks, when this one is surely over.
    if (NOTHING_DONE.includes(why)) await forget(target, repair, last, deps);
    if (why === 'changed-meanwhile') return undefined;
    throw error;
  }
}

/** Route 53's bound. */
const LONGEST_COMMENT = 256;

const intentionOf = ({ found: { zone, account } }: Proposal, mends: readonly Mend[], at: number): AutomaticRepair => ({
  status: 'intended',
  at,
  kinds: [...new Set(mends.flatMap(({ kinds }) => kinds))],
  zone: zone.name,
  zoneId: zone.id,
  account: account.name,
  changes: mends.map(({ change }) => change),
});

/** Whether the change is of a record that was written by the last repair, and that no remembered look has seen yet. */
function isUnseen(change: Mend['change'], { repair, facts }: TargetState): boolean {
  if (repair?.status !== 'made' || wasUndone(repair, change)) return false;
  const written = repair.changes.find(({ after }) => after !== undefined && after.name === change.after?.name)?.after;
  if (written === undefined || !written.name.startsWith('_mta-sts.')) return false;
  return !written.values.some((value) => txtText(value) === facts.stsRecord?.text);
}

/** An intention of which it is not known whether it was carried out: what the zone holds says so. */
async function settle(state: TargetState, repair: AutomaticRepair, deps: AutoRepairDeps): Promise<undefined> {
  const account = deps.accounts.find(({ name }) => name === repair.account);
  if (account === undefined)
    throw new Error(
      `A repair of the zone ${repair.zone} (${repair.zoneId}) was ended in the middle, and its account ${repair.account} is not configured any more.`,
    );
  const content = await readZone(account, { id: repair.zoneId, name: repair.zone, isPrivate: false });
  const outcome = outcomeOf(repair, content);
  if (outcome === 'made') return tellMade(state, repair, deps);
  if (outcome === 'not-made') return forget(state.target, repair, undefined, deps);
  const now = repair.changes.map(({ before, after }) => {
    const name = (after ?? before)?.name;
    const holding = name === undefined ? undefined : content.holding(name, 'TXT');
    return holding?.state === 'records' ? holding.set : undefined;
  });
  return told(state, { ...repair, status: 'undone' }, recordsOf(now), deps);
}

async function tellMade({ target }: TargetState, repair: AutomaticRepair, deps: AutoRepairDeps): Promise<undefined> {
  const before = recordsOf(repair.changes.map((change) => change.before));
  const after = recordsOf(repair.changes.map((change) => change.after));
  await tell(
    target,
    { ...repair, status: 'made' },
    repairEvent('zone-repaired', target, repair, { at: repair.at, before, after }),
    deps,
  );
  await publish(target, deps);
}

const tellUndone = (
  state: TargetState,
  last: AutomaticRepair,
  mends: readonly Mend[],
  deps: AutoRepairDeps,
): Promise<undefined> =>
  told(
    state,
    { ...last, status: 'undone' },
    recordsOf(mends.filter(({ change }) => wasUndone(last, change)).map(({ change }) => change.before)),
    deps,
  );

async function told(
  { target }: TargetState,
  undone: AutomaticRepair,
  now: string | null,
  deps: AutoRepairDeps,
): Promise<undefined> {
  const written = recordsOf(undone.changes.map(({ after }) => after));
  await tell(
    target,
    undone,
    repairEvent('zone-repair-undone', target, undone, { at: deps.clock.now(), before: written, after: now }),
    deps,
  );
  await publish(target, deps);
}
