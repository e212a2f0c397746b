import type { AddressAnswer, CertificateFacts, SmtpEndpoint } from '../../core/model';
import { saidNotNow } from '../../core/judge/not-now';
import { candidates, type Candidate } from '../net/addresses';
import { untilNow, type NotNow, type Tried } from '../net/tries';
import { visitedNow } from '../net/turns';
import { unlessAborted, withDeadline } from '../net/wait';
import { processWideGate, type AddressGate } from './address-gate';
import type { OperatorPace } from './operator-pace';
import { holdSession, type SessionOptions, type SessionOutcome } from './session';

/** Addresses of one host that one check visits; the others have their turn in the next ones. */
const MOST_ADDRESSES = 16;

export interface EndpointOptions extends SessionOptions {
  readonly allowPrivateAddresses: boolean;
  /** When the check began, milliseconds since the epoch. */
  readonly observedAt: number;
  /** For one session, milliseconds, once its turn has come. */
  readonly sessionTimeoutMs: number;
  readonly gate?: AddressGate;
  /** How often a session is tried that ends with "not now"; default: once. */
  readonly tries?: number;
  /** Default: as fast as the addresses let one in. */
  readonly pace?: OperatorPace;
}

export interface EndpointsOutcome {
  readonly endpoints: readonly SmtpEndpoint[];
  readonly certificates: readonly CertificateFacts[];
}

/** Visits the addresses of an MX host whose turn it is, all at once. @throws the reason of the signal */
export async function observeEndpoints(
  host: string,
  addresses: AddressAnswer,
  options: EndpointOptions,
  signal: AbortSignal,
): Promise<EndpointsOutcome> {
  const tried = visitedNow(`smtp ${host}`, addresses, {
    most: MOST_ADDRESSES,
    at: options.observedAt,
    allowPrivate: options.allowPrivateAddresses,
  });
  const outcomes = await Promise.all(tried.map((candidate) => observeEndpoint(host, candidate, options, signal)));
  return {
    endpoints: outcomes.map(({ endpoint }) => endpoint),
    certificates: outcomes.flatMap(({ certificates }) => certificates),
  };
}

/** The addresses of an MX host as a place sees them whose port 25 is known to be closed. Nothing is contacted. */
export function endpointsOutOfReach(addresses: AddressAnswer, port: number): SmtpEndpoint[] {
  const failure = { step: 'connect', cause: 'vantage-blocked', detail: 'port 25 is closed to this place' } as const;
  return candidates(addresses, true)
    .slice(0, MOST_ADDRESSES)
    .map(({ address, family }) => ({ address, family, port, durationMs: 0, failure }));
}

async function observeEndpoint(
  host: string,
  { address, family, refused }: Candidate,
  options: EndpointOptions,
  signal: AbortSignal,
): Promise<{ endpoint: SmtpEndpoint; certificates: readonly CertificateFacts[] }> {
  const common = { address, family, port: options.port };
  if (refused !== undefined) {
    return {
      endpoint: {
        ...common,
        durationMs: 0,
        failure: { step: 'connect', cause: 'address-not-allowed', detail: refused },
      },
      certificates: [],
    };
  }
  const { outcome, tries } = await inTries(host, address, options, signal);
  const { certificates, ...seen } = outcome.outcome;
  return {
    endpoint: { ...common, ...seen, ...(tries !== undefined && { tries }), durationMs: outcome.durationMs },
    certificates,
  };
}

interface Turn {
  readonly outcome: SessionOutcome;
  readonly durationMs: number;
}

/** All tries together have the time of one session. Between two, others may have the address. */
function inTries(host: string, address: string, options: EndpointOptions, signal: AbortSignal): Promise<Tried<Turn>> {
  const { tries: most = 1, sessionTimeoutMs } = options;
  let endsAt: number | undefined;
  const attempt = (): Promise<Turn> => {
    const left = endsAt === undefined ? sessionTimeoutMs : endsAt - performance.now();
    const began = (): void => void (endsAt ??= performance.now() + sessionTimeoutMs);
    return unlessAborted(inTurn(host, address, { ...options, sessionTimeoutMs: left }, signal, began), signal);
  };
  const notNow = ({ outcome: { failure } }: Turn): NotNow | undefined =>
    failure !== undefined && saidNotNow(failure.cause) ? {} : undefined;
  return untilNow(attempt, notNow, { most, withinMs: sessionTimeoutMs, beside: false }, signal);
}

/** The time of a session begins when its turn has come: behind a busy address, waiting is no fault of the host's. */
async function inTurn(
  host: string,
  address: string,
  options: EndpointOptions,
  signal: AbortSignal,
  began: () => void,
): Promise<Turn> {
  const { gate = processWideGate, pace, port, sessionTimeoutMs } = options;
  const queuedAt = performance.now();
  return gate.enter(`${address} ${port}`, async (lane) => {
    signal.throwIfAborted();
    // Nobody got through while this one waited: a hundred hosts behind one dead or slow address take the time of one.
    if (lane.failure !== undefined && lane.failure.at > queuedAt)
      return { outcome: { failure: lane.failure.failure, certificates: [] }, durationMs: 0 };
    const refusal = await pace?.turn(host, signal);
    // Said to another host of the operator's, it is no news of this one.
    if (refusal !== undefined)
      return {
        outcome: {
          failure: {
            step: 'connect',
            cause: 'not-observed',
            detail: `left alone for a while, because its operator said ${refusal.detail}`,
          },
          certificates: [],
        },
        durationMs: 0,
      };
    const startedAt = performance.now();
    began();
    const session = (): Promise<SessionOutcome> => {
      const left = Math.max(1, Math.round(sessionTimeoutMs - (performance.now() - startedAt)));
      return withDeadline(left, [signal], (deadline) => holdSession(host, address, options, deadline));
    };
    const first = await session();
    const outcome = pace?.note(host, first.failure) === true ? await again(host, first, session, pace, signal) : first;
    const endedAt = performance.now();
    const { failure } = outcome;
    if (failure !== undefined && isOfAll(failure)) lane.failure = { at: endedAt, failure };
    else delete lane.failure;
    return { outcome, durationMs: Math.round(endedAt - startedAt) };
  });
}

/** Whether each host behind the address would have met the failure: before TLS, SMTP names none of them. */
const isOfAll = ({ step, cause }: NonNullable<SessionOutcome['failure']>): boolean =>
  step === 'connect' || (cause === 'slow' && step !== 'tls-ehlo');

/** "Not now" is worth one more try, when the wait is over and time is left: greylisting lets in who comes back. */
async function again(
  host: string,
  first: SessionOutcome,
  session: () => Promise<SessionOutcome>,
  pace: OperatorPace,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  if ((await pace.turn(host, signal)) !== undefined) return first;
  const second = await session();
  pace.note(host, second.failure);
  return second.failure?.cause === 'slow' ? first : second;
}
