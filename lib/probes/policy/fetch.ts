import { createHash } from 'node:crypto';
import type {
  AddressAnswer,
  CertificateFacts,
  Observed,
  PolicyEndpoint,
  PolicyFetch,
  PolicyFetchStep,
} from '../../core/model';
import { isNotNow, isTransientStatus } from '../../core/judge/not-now';
import { retryAfterMs } from '../../core/text/retry-after';
import { policyHost, policyUrl } from '../../core/mta-sts/policy-host';
import { candidates, type Candidate } from '../net/addresses';
import { connectTcp } from '../net/connect';
import { stepFailure } from '../net/failure';
import { untilNow, type NotNow } from '../net/tries';
import type { TlsObserver } from '../tls/handshake';
import { answerAsSenderMeets, type Answered } from './as-sender';
import { requestPolicy } from './request';

/** Addresses that a check visits; further ones have their turn in another check. */
const MOST_VISITED = 4;

/** Addresses that are reported as not public, of a hostile zone that names hundreds. */
const MOST_REFUSED = 16;

export interface PolicyFetchOptions {
  readonly tls: TlsObserver;
  readonly port: number;
  readonly userAgent: string;
  readonly allowPrivateAddresses: boolean;
  /** For the connection, milliseconds; each later step may take what the signal leaves. */
  readonly connectTimeoutMs: number;
  /** All of the check, milliseconds; default: one minute. */
  readonly checkTimeoutMs?: number;
  /** How often a request is made that is answered "not now"; default: once. */
  readonly tries?: number;
  /** When the check began, milliseconds since the epoch: it decides which of many addresses have their turn. */
  readonly observedAt: number;
}

export type FetchOutcome = Omit<PolicyFetch, 'durationMs'> & { readonly certificates: readonly CertificateFacts[] };

/**
 * Fetches the policy of a domain from its policy host (RFC 8461 section 3.3), whose addresses are known: from each of
 * them, or from four when there are more.
 *
 * @param signal its deadline becomes a failure of the step that it met; any other reason is thrown
 */
export async function fetchPolicy(
  domain: string,
  addresses: Observed<AddressAnswer>,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const common = { url: policyUrl(domain), addresses };
  if (addresses.state !== 'present') return { ...common, endpoints: [], certificates: [] };
  const named = candidates(addresses.value, options.allowPrivateAddresses);
  const all = named.filter(({ address }, at) => named.findIndex((other) => other.address === address) === at);
  const allowed = all.filter(({ refused }) => refused === undefined);
  const visits = await visit(inTurn(allowed, addresses.value, options.observedAt), domain, options, signal);
  const outcomes = [...all.flatMap(notPublic).slice(0, MOST_REFUSED), ...visits];
  return {
    ...common,
    endpoints: outcomes.map(({ endpoint }) => endpoint).sort(byAddress),
    certificates: outcomes.flatMap(({ certificates }) => certificates),
  };
}

interface Visit {
  readonly endpoint: PolicyEndpoint;
  readonly certificates: readonly CertificateFacts[];
}

const byAddress = (a: PolicyEndpoint, b: PolicyEndpoint): number =>
  a.family - b.family || (a.address < b.address ? -1 : Number(a.address > b.address));

function notPublic({ address, family, refused }: Candidate): readonly Visit[] {
  if (refused === undefined) return [];
  const failure = { step: 'connect', cause: 'address-not-allowed', detail: refused } as const;
  return [{ endpoint: { address, family, failure, durationMs: 0 }, certificates: [] }];
}

/**
 * The addresses in the order of this check, whatever the order in which DNS gave them. Another check begins with other
 * ones, the families in turn. Where resolvers name different addresses, one of each resolver comes first.
 */
function inTurn(
  allowed: readonly Candidate[],
  { unconfirmed }: AddressAnswer,
  observedAt: number,
): readonly Candidate[] {
  const turn = ({ address }: Candidate): string =>
    createHash('sha256').update(`${observedAt} ${address}`).digest('hex');
  const ofFamily = (family: 4 | 6): Candidate[] =>
    allowed
      .filter((candidate) => candidate.family === family)
      .map((candidate) => [turn(candidate), candidate] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, candidate]) => candidate);
  const [ipv4, ipv6] = [ofFamily(4), ofFamily(6)];
  const mixed = Array.from({ length: Math.max(ipv4.length, ipv6.length) }, (_, n) => [ipv4[n], ipv6[n]])
    .flat()
    .filter((candidate) => candidate !== undefined);
  if (unconfirmed === undefined) return mixed;
  const resolverOf = ({ address }: Candidate): string | undefined =>
    Object.keys(unconfirmed).find((resolver) => unconfirmed[resolver]?.includes(address));
  const firstOfEach = mixed.filter(
    (candidate, at) => mixed.findIndex((other) => resolverOf(other) === resolverOf(candidate)) === at,
  );
  return [...new Set([...firstOfEach, ...mixed])];
}

/** An IPv6 address without a route from here takes no place of another, and speaks for the others of its family. */
async function visit(
  candidates: readonly Candidate[],
  domain: string,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<readonly Visit[]> {
  const visits: Visit[] = [];
  let waiting = candidates;
  for (let places = MOST_VISITED; places > 0 && waiting.length > 0 && !signal.aborted;) {
    const round = await Promise.all(waiting.slice(0, places).map((each) => fetchFrom(each, domain, options, signal)));
    waiting = waiting.slice(places);
    visits.push(...round);
    const withoutRoute = round.filter(({ endpoint }) => isWithoutRoute(endpoint));
    places = withoutRoute.length;
    if (withoutRoute.length > 0) waiting = waiting.filter(({ family }) => family === 4);
  }
  return visits;
}

const isWithoutRoute = ({ family, failure }: PolicyEndpoint): boolean =>
  family === 6 && failure?.step === 'connect' && failure.cause === 'unreachable';

async function fetchFrom(
  { address, family }: Candidate,
  domain: string,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<Visit> {
  const startedAt = performance.now();
  const { tries: most = 1, checkTimeoutMs: withinMs = 60_000 } = options;
  const ask = (either: AbortSignal) =>
    answerAsSenderMeets(options.userAgent, (userAgent) => attempt(address, domain, { ...options, userAgent }, either));
  // A silent web server may be slow: it keeps its time, and the next try is made beside it.
  const { outcome, tries } = await untilNow(ask, notNow, { most, withinMs, beside: true }, signal);
  const { certificates, ...seen } = outcome;
  return {
    endpoint: {
      address,
      family,
      ...seen,
      ...(tries !== undefined && { tries }),
      durationMs: Math.round(performance.now() - startedAt),
    },
    certificates,
  };
}

function notNow({ http, failure }: Answered): NotNow | undefined {
  if (failure !== undefined) return isNotNow(failure.cause) ? {} : undefined;
  if (http === undefined || !isTransientStatus(http.status)) return undefined;
  const afterMs = http.retryAfter === undefined ? undefined : retryAfterMs(http.retryAfter, Date.now());
  return { ...(afterMs !== undefined && { afterMs }), mustWait: http.status === TOO_MANY_REQUESTS };
}

/** RFC 6585 section 4: it is about this client. */
const TOO_MANY_REQUESTS = 429;

async function attempt(
  address: string,
  domain: string,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<Answered> {
  const limits = { signal };
  const host = policyHost(domain);
  let step: PolicyFetchStep = 'connect';
  let seen: Pick<Answered, 'tls' | 'certificates'> = { certificates: [] };
  try {
    const socket = await connectTcp(address, options.port, { timeoutMs: options.connectTimeoutMs, signal });
    step = 'handshake';
    const session = await options.tls.handshake(socket, { serverName: host, alpn: ['http/1.1'] }, limits);
    step = 'response';
    seen = { tls: session.observation, certificates: session.certificates };
    try {
      const http = await requestPolicy(
        session.socket,
        { host, path: policyUrl(domain).replace(`https://${host}`, ''), userAgent: options.userAgent },
        limits,
      );
      return { ...seen, http };
    } finally {
      session.socket.destroy();
    }
  } catch (error) {
    return { ...seen, failure: stepFailure(step, error, signal) };
  }
}
