import { LRUCache } from 'lru-cache';
import type { JudgeOptions } from '../core/judge';
import type { MxHostObservation } from '../core/model';
import type { DomainReading, MxHostReading } from '../core/reading';
import { readDomain, readMxHost } from '../core/reading';
import type { DomainReport } from '../core/report';
import { reportDomain } from '../core/report';
import { mapInOrder } from './in-order';
import { Places } from './places';
import type { Observer } from './ports';
import type { Port25Proof } from './vantage';
import { isDoubtful, outOfReach, provePort25 } from './vantage';

export interface CheckOptions extends Pick<JudgeOptions, 'expiry'> {
  /** Domains looked at at a time, and MX hosts; default 64. */
  readonly concurrency?: number;
  /** Ends the check; the report under way rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** MX hosts that tell whether port 25 works from here; asked when one of a domain's gives no answer. Default: none. */
  readonly canaries?: readonly string[];
  /** Told, once, that port 25 is closed to this place: MX hosts that gave no answer are unknown then. */
  readonly onPortClosed?: (reason: string) => void;
  /** Told when a report is ready, which may be before its turn. */
  readonly onDone?: (report: DomainReport) => void;
}

const DEFAULT_CONCURRENCY = 64;

/** A domain can name thousands of MX hosts; senders try the ones with the lowest preference first. */
const MOST_HOSTS = 100;

/** Looks at MX hosts are kept for the domains that share them; so many are far more than are in use at a time. */
const KEPT_HOSTS = 2_000;

/**
 * Checks domains once, without memory of earlier looks. Each MX host is looked at once for all the domains that name
 * it. The reports come in the order of the domains; what is held at a time does not grow with their number.
 */
export function checkDomains(
  domains: Iterable<string> | AsyncIterable<string>,
  observer: Observer,
  options: CheckOptions = {},
): AsyncGenerator<DomainReport, void, undefined> {
  const { concurrency = DEFAULT_CONCURRENCY, expiry, signal, onDone } = options;
  const observeHost = sharedChecks(observer, concurrency, options);
  return mapInOrder(domains, concurrency, async (domain) => {
    const observation = await observer.observeDomain(domain, signal);
    const reading = readDomain(observation);
    const hosts = await Promise.all(hostsToCheck(reading).map(observeHost));
    const report = reportDomain(reading, hosts, { expiry });
    onDone?.(report);
    return report;
  });
}

/** Each once, those that senders try first; what is left out counts as not checked. */
function hostsToCheck({ mx }: DomainReading): readonly string[] {
  if (!('hosts' in mx)) return [];
  const inOrder = [...mx.hosts].sort((a, b) => a.preference - b.preference);
  return [...new Set(inOrder.map(({ exchange }) => exchange))].slice(0, MOST_HOSTS);
}

function sharedChecks(
  observer: Observer,
  concurrency: number,
  { signal, canaries = [], onPortClosed }: CheckOptions,
): (host: string) => Promise<MxHostReading> {
  const places = new Places({ places: concurrency });
  const checks = new LRUCache<string, Promise<MxHostReading>>({ max: KEPT_HOSTS });
  let proof: Promise<Port25Proof> | undefined;
  // Asked only then: a person who checks a sound domain needs nobody else's MX hosts.
  const checkAgain = async (observation: MxHostObservation): Promise<MxHostObservation> => {
    if (!isDoubtful(observation)) return observation;
    proof ??= provePort25(canaries, observer, signal).then((found) => {
      if (found.port25 === 'closed') onPortClosed?.(found.reason);
      return found;
    });
    return (await proof).port25 === 'closed' ? outOfReach(observation) : observation;
  };
  return (host) => {
    const known = checks.get(host);
    if (known !== undefined) return known;
    const check = places
      .take(() => observer.observeMxHost(host, signal))
      .then(checkAgain)
      .then(readMxHost);
    checks.set(host, check);
    return check;
  };
}
