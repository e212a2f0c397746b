import { setTimeout as pause } from 'node:timers/promises';
import { forEachAtOnce } from '../../core/at-once';
import { isAboutPolicy } from '../../core/findings';
import { judgeDomain, judgeMxHost } from '../../core/judge';
import type { DomainReading } from '../../core/reading';
import { readDomain, readMxHost } from '../../core/reading';
import type { Aspect, Finding, MxHostObservation, NameServerAnswer, Observed } from '../../core/model';
import type { AutomaticKind, Mend, RepairKind, RepairPlan } from '../../core/repair';
import { planRepair, recordFor } from '../../core/repair';
import type { Clock, Observer, ZoneAccount } from '../ports';
import type { FoundZone } from './find';
import { findZone } from './find';
import { valueRead } from '../../core/text/result';

export interface RepairDeps {
  readonly accounts: readonly ZoneAccount[];
  /** Makes an observer that remembers nothing of what was looked up before; it is closed after one look. */
  readonly makeObserver: () => Observer & {
    observeNameServers(zone: string, signal?: AbortSignal): Promise<Observed<NameServerAnswer>>;
    close(): void;
  };
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

export interface RepairOptions {
  /** See {@link RepairInput}. */
  readonly needsNewId: boolean;
  readonly reportsTo: readonly string[];
  /** Mend nothing but these; MX hosts are not looked at then. */
  readonly only?: readonly AutomaticKind[];
}

/** What would be changed, in which zone. */
export interface Proposal extends RepairPlan {
  readonly domain: string;
  readonly found: FoundZone;
  /** How long caches may give what was there before the changes, milliseconds. */
  readonly cachedFor: number;
}

/** @throws NotRepairable, ZoneError as {@link findZone} does */
export async function proposeRepair(
  domain: string,
  { needsNewId, reportsTo, only }: RepairOptions,
  deps: RepairDeps,
): Promise<Proposal> {
  const { accounts, makeObserver, clock, signal } = deps;
  const observer = makeObserver();
  try {
    const found = await findZone(domain, accounts, (zone) => observer.observeNameServers(zone, signal));
    const { reading, findings, hosts } = await observeAll(domain, observer, signal, only === undefined);
    // What the policy lacks says whether a record may lead to it.
    const counted =
      only === undefined
        ? findings
        : findings.filter((finding) => isAboutPolicy(finding) || (only as readonly string[]).includes(finding.kind));
    const plan = planRepair({
      reading,
      findings: counted,
      hosts,
      zone: found.content,
      needsNewId,
      reportsTo,
      now: clock.now(),
    });
    const ttls = plan.mends.map(({ change }) => change.before?.ttl ?? found.content.negativeTtl);
    return { ...plan, domain, found, cachedFor: Math.max(0, ...ttls) * 1000 };
  } finally {
    observer.close();
  }
}

/**
 * Makes the changes of a proposal, all or none, and waits until the provider answers by them.
 * @throws ZoneError; with the cause `changed-meanwhile` nothing was changed
 */
export async function applyRepair(
  { found: { account, zone }, mends }: Proposal,
  comment: string,
  signal: AbortSignal,
): Promise<void> {
  const id = await account.change(
    zone.id,
    mends.map(({ change }) => change),
    comment,
  );
  await account.inSync(id, signal);
}

export interface Verified {
  /** What was to be mended and is still seen. */
  readonly left: readonly RepairKind[];
}

/**
 * Looks from outside until what was mended is seen no more, or the patience ends: resolvers may go on giving the old
 * records until their TTL has passed.
 * @param patience milliseconds
 */
export async function verifyRepair(
  proposal: Proposal,
  patience: number,
  { makeObserver, clock, signal }: RepairDeps,
): Promise<Verified> {
  for (const end = clock.now() + patience; ;) {
    const observer = makeObserver();
    try {
      const seen = await observeAll(proposal.domain, observer, signal);
      const left = stillSeen(proposal.mends, seen);
      if (left.length === 0 || clock.now() >= end) return { left };
    } finally {
      observer.close();
    }
    await pause(Math.min(CHECK_AGAIN_EVERY, Math.max(0, end - clock.now())), undefined, { signal });
  }
}

/** Milliseconds. */
const CHECK_AGAIN_EVERY = 5_000;

/** A zone may name thousands of MX hosts. */
const HOSTS_AT_ONCE = 16;

interface Seen {
  readonly reading: DomainReading;
  readonly findings: readonly Finding[];
  readonly hosts: readonly { readonly observation: MxHostObservation; readonly findings: readonly Finding[] }[];
  readonly unknown: ReadonlySet<Aspect>;
}

async function observeAll(
  domain: string,
  observer: Observer,
  signal: AbortSignal | undefined,
  withHosts = true,
): Promise<Seen> {
  const observation = await observer.observeDomain(domain, signal);
  const reading = readDomain(observation);
  const { mx } = reading;
  const names = withHosts && 'hosts' in mx ? [...new Set(mx.hosts.map(({ exchange }) => exchange))] : [];
  const hosts: MxHostObservation[] = [];
  await forEachAtOnce(names.entries(), HOSTS_AT_ONCE, async ([at, host]) => {
    hosts[at] = await observer.observeMxHost(host, signal);
  });
  const judged = judgeDomain(reading);
  const judgedHosts = hosts.map((host) => ({ observation: host, ...judgeMxHost(readMxHost(host)) }));
  return {
    reading,
    findings: judged.findings,
    hosts: judgedHosts,
    unknown: new Set([judged, ...judgedHosts].flatMap(({ unknown }) => unknown.map(({ aspect }) => aspect))),
  };
}

function stillSeen(mends: readonly Mend[], { reading, findings, hosts, unknown }: Seen): readonly RepairKind[] {
  const seen = new Set<RepairKind>([...findings, ...hosts.flatMap((host) => host.findings)].map(({ kind }) => kind));
  // What cannot be seen is not known to be mended.
  const isLeft = (kind: RepairKind, change: Mend['change']): boolean =>
    unknown.has(aspectOf(kind)) ||
    (kind === 'policy-changed-under-same-id' ? !announces(reading, change) : seen.has(kind));
  return mends.flatMap(({ kinds, change }) => kinds.filter((kind) => isLeft(kind, change)));
}

const aspectOf = (kind: RepairKind): Aspect => recordFor(kind) ?? 'sts-record';

/** Whether the world sees the id that was written. */
function announces({ record }: DomainReading, { after }: Mend['change']): boolean {
  const id = record.state === 'read' ? valueRead(record.selection)?.id : undefined;
  return id !== undefined && (after?.values ?? []).some((value) => value.includes(`id=${id};`));
}
