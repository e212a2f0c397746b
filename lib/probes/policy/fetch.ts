import { certificateNames } from '../../core/certificate/names';
import type {
  AddressAnswer,
  CertificateFacts,
  HttpAnswer,
  Observed,
  PolicyFetch,
  PolicyFetchStep,
  StepFailure,
  TlsObservation,
  UnconfirmedAddresses,
} from '../../core/model';
import { policyHost, policyUrl } from '../../core/mta-sts/policy-host';
import { candidates, type Candidate } from '../net/addresses';
import { connectTcp } from '../net/connect';
import { stepFailure } from '../net/failure';
import type { TlsObserver } from '../tls/handshake';
import { requestPolicy } from './request';

/** Addresses tried until one of them speaks TLS. */
const MOST_ADDRESSES = 4;

export interface PolicyFetchOptions {
  readonly tls: TlsObserver;
  readonly port: number;
  readonly userAgent: string;
  readonly allowPrivateAddresses: boolean;
  /** For the connection, milliseconds; each later step may take what the signal leaves. */
  readonly connectTimeoutMs: number;
}

export type FetchOutcome = Omit<PolicyFetch, 'durationMs'> & { readonly certificates: readonly CertificateFacts[] };

/**
 * Fetches the policy of a domain from its policy host (RFC 8461 section 3.3), whose addresses are known.
 *
 * @param signal its deadline becomes a failure of the step that it met; any other reason is thrown
 */
export async function fetchPolicy(
  domain: string,
  addresses: Observed<AddressAnswer>,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const common = { url: policyUrl(domain), addresses, certificates: [] };
  if (addresses.state === 'absent') return common;
  if (addresses.state === 'unknown')
    return { ...common, failure: { step: 'resolve', cause: addresses.cause, detail: addresses.detail } };
  const all = candidates(addresses.value, options.allowPrivateAddresses);
  const allowed = all.filter(({ refused }) => refused === undefined);
  if (allowed.length === 0) {
    const detail = all.map(({ refused }) => refused).join('; ');
    return { ...common, failure: { step: 'connect', cause: 'address-not-allowed', detail } };
  }
  const { unconfirmed } = addresses.value;
  if (unconfirmed !== undefined)
    return { ...common, ...(await fetchConfirmed(domain, allowed, unconfirmed, options, signal)) };
  let last: Attempt | undefined;
  for (const candidate of allowed.slice(0, MOST_ADDRESSES)) {
    last = await attempt(domain, candidate, options, signal);
    // From a TLS session on it is the answer of the policy host, good or bad.
    if (last.tls !== undefined || signal.aborted) break;
  }
  return { ...common, ...last };
}

/**
 * Where each address was named by one resolver alone: one that proves its name is the policy host's, and a failure is
 * the policy host's if addresses of two resolvers fail in the same way.
 */
async function fetchConfirmed(
  domain: string,
  allowed: readonly Candidate[],
  unconfirmed: UnconfirmedAddresses,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<Partial<Attempt>> {
  const resolverOf = ({ address }: Candidate): string | undefined =>
    Object.keys(unconfirmed).find((resolver) => unconfirmed[resolver]?.includes(address));
  const firstOfEach = allowed.filter(
    (candidate, at) => allowed.findIndex((other) => resolverOf(other) === resolverOf(candidate)) === at,
  );
  const failed = new Map<string, string | undefined>();
  for (const candidate of [...new Set([...firstOfEach, ...allowed])].slice(0, MOST_ADDRESSES)) {
    const result = await attempt(domain, candidate, options, signal);
    if (signal.aborted || isAuthentic(result, policyHost(domain))) return result;
    const resolver = resolverOf(candidate);
    const way = wayOfFailing(result);
    if (resolver === undefined || (failed.has(way) && failed.get(way) !== resolver)) return result;
    failed.set(way, resolver);
  }
  return {
    failure: {
      step: 'connect',
      cause: 'disagreement',
      detail: 'resolvers name different addresses, which fail in different ways',
    },
  };
}

/** Whether the session shows a valid certificate for the name. */
const isAuthentic = ({ tls, certificates = [] }: Attempt, host: string): boolean =>
  tls !== undefined &&
  tls.trust.trusted &&
  tls.trust.error === undefined &&
  certificates.some(({ fingerprint, dnsNames }) => fingerprint === tls.chain[0] && certificateNames(dnsNames, host));

const wayOfFailing = ({ tls, failure }: Attempt): string =>
  tls === undefined ? `${failure?.step} ${failure?.cause}` : `certificate ${tls.trust.error ?? 'name'}`;

interface Attempt {
  readonly address: string;
  readonly tls?: TlsObservation;
  readonly certificates?: readonly CertificateFacts[];
  readonly http?: HttpAnswer;
  readonly failure?: StepFailure<PolicyFetchStep>;
}

async function attempt(
  domain: string,
  { address }: Candidate,
  options: PolicyFetchOptions,
  signal: AbortSignal,
): Promise<Attempt> {
  const limits = { signal };
  const host = policyHost(domain);
  let step: PolicyFetchStep = 'connect';
  let seen: Pick<Attempt, 'tls' | 'certificates'> = {};
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
      return { address, ...seen, http };
    } finally {
      session.socket.destroy();
    }
  } catch (error) {
    return { address, ...seen, failure: stepFailure(step, error, signal) };
  }
}
