import { withVerdict } from '../core/diff';
import type { DomainEntry, TargetState, Verdict } from '../core/model';
import { domainTarget } from '../core/model';
import type { DirectoryStore, StateStore } from './ports';
import { untilWritten } from './retry';
import type { HostReader } from './standing';
import { freshHosts, standingOf } from './standing';

export type AssessStore = StateStore & Pick<DirectoryStore, 'domain' | 'setVerdict'>;

export interface Assessed {
  /** Undefined when nothing is remembered of the domain. */
  readonly verdict: Verdict | undefined;
  /** Whether its state holds a new event, for publish(). */
  readonly changed: boolean;
}

export interface AssessOptions {
  /** Default: read anew. */
  readonly readHosts?: HostReader;
  /** The row of the directory, when it is at hand: a row that a crash left behind is corrected by it. */
  readonly entry?: DomainEntry;
  /** The remembered state, when it was read just now. */
  readonly state?: TargetState;
}

/**
 * Remembers the verdict of a domain by what is remembered of it and of its MX hosts, and shows it in the directory. It
 * is called after each look at the domain, and for each domain that a changed MX host is named by; once more is harmless.
 */
export async function assessDomain(
  store: AssessStore,
  domain: string,
  now: number,
  { readHosts = freshHosts(store), entry, state: read }: AssessOptions = {},
): Promise<Assessed> {
  return untilWritten(`The verdict of ${domain}`, async (n) => {
    const state = n === 0 && read !== undefined ? read : await store.readState(domainTarget(domain));
    if (state === undefined || state.retiredAt !== undefined) return { verdict: undefined, changed: false };
    const { verdict } = await standingOf(state, readHosts, now);
    const next = withVerdict(state, verdict, now);
    if (next !== undefined && (await store.writeState(next)) === 'lost-race') return undefined;
    // Beside a crash, only somebody who lost a race can have left the directory behind.
    if (next !== undefined || n > 0 || (entry !== undefined && !shows(entry, verdict)))
      await showVerdict(store, domain);
    return { verdict, changed: next !== undefined && next.outbox.length > state.outbox.length };
  });
}

/** Brings the directory's row in line with the remembered verdict, whoever else writes it meanwhile. */
export async function showVerdict(store: AssessStore, domain: string): Promise<void> {
  await untilWritten(`The verdict of ${domain} in the directory`, async () => {
    const [state, entry] = await Promise.all([store.readState(domainTarget(domain)), store.domain(domain)]);
    const verdict = state?.verdict;
    if (entry === undefined || verdict === undefined || shows(entry, verdict)) return true;
    await store.setVerdict(domain, entry.verdict, {
      verdict: verdict.name,
      verdictSince: verdict.since,
      reasons: verdict.reasons,
    });
    return undefined;
  });
}

const shows = (entry: DomainEntry, { name, reasons }: Verdict | NonNullable<TargetState['verdict']>): boolean =>
  entry.verdict === name && JSON.stringify(entry.reasons) === JSON.stringify(reasons);
