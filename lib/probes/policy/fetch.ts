import type { AddressAnswer, CertificateFacts, HttpAnswer, Observed, PolicyFetch, PolicyFetchStep, StepFailure, TlsObservation } from '../../core/model';
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
  /** For one step, milliseconds. */
  readonly timeoutMs: number;
}

export type FetchOutcome = Omit<PolicyFetch, 'durationMs'> & { readonly certificates: readonly CertificateFacts[] };

/**
 * Fetches the policy of a domain from its policy host (RFC 8461 section 3.3), whose addresses are known.
 *
 * @param signal its deadline becomes a failure of the step that it met; any other reason is thrown
 */
export async function fetchPolicy(domain: string, addresses: Observed<AddressAnswer>, options: PolicyFetchOptions, signal: AbortSignal): Promise<FetchOutcome> {
  const common = { url: policyUrl(domain), addresses, certificates: [] };
  if (addresses.state === 'absent') return common;
  if (addresses.state === 'unknown') return { ...common, failure: { step: 'resolve', cause: addresses.cause, detail: addresses.detail } };
  const all = candidates(addresses.value, options.allowPrivateAddresses);
  const allowed = all.filter(({ refused }) => refused === undefined);
  if (allowed.length === 0) {
    const detail = all.map(({ refused }) => refused).join('; ');
    return { ...common, failure: { step: 'connect', cause: 'address-not-allowed', detail } };
  }
  let last: Attempt | undefined;
  for (const candidate of allowed.slice(0, MOST_ADDRESSES)) {
    last = await attempt(domain, candidate, options, signal);
    // From a TLS session on it is the answer of the policy host, good or bad.
    if (last.tls !== undefined || signal.aborted) break;
  }
  return { ...common, ...last };
}

interface Attempt {
  readonly address: string;
  readonly tls?: TlsObservation;
  readonly certificates?: readonly CertificateFacts[];
  readonly http?: HttpAnswer;
  readonly failure?: StepFailure<PolicyFetchStep>;
}

async function attempt(domain: string, { address }: Candidate, options: PolicyFetchOptions, signal: AbortSignal): Promise<Attempt> {
  const limits = { timeoutMs: options.timeoutMs, signal };
  const host = policyHost(domain);
  let step: PolicyFetchStep = 'connect';
  let seen: Pick<Attempt, 'tls' | 'certificates'> = {};
  try {
    const socket = await connectTcp(address, options.port, limits);
    step = 'handshake';
    const session = await options.tls.handshake(socket, { serverName: host, alpn: ['http/1.1'] }, limits);
    step = 'response';
    seen = { tls: session.observation, certificates: session.certificates };
    try {
      const http = await requestPolicy(session.socket, { host, path: policyUrl(domain).replace(`https://${host}`, ''), userAgent: options.userAgent }, limits);
      return { address, ...seen, http };
    } finally {
      session.socket.destroy();
    }
  } catch (error) {
    return { address, ...seen, failure: stepFailure(step, error, signal) };
  }
}
