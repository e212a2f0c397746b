import type { FailureCause, MxHostObservation } from '../core/model';
import type { Monotonic, Observer, Port25 } from './ports';

/** What a network gives that lets nothing through; by all other causes something came back. */
export const NOTHING_CAME_BACK: readonly FailureCause[] = [
  'timeout',
  'slow',
  'refused',
  'unreachable',
  'vantage-blocked',
];

/** So many canaries must agree before port 25 counts as closed: one alone may be down. */
const AGREEING = 2;

/** How long the canaries may take, milliseconds: most answer within a second. */
const PATIENCE = 30_000;

/** What one canary said of port 25. `stripped`: it greeted, and STARTTLS was missing from its answer to EHLO. */
type Sign = 'works' | 'silent' | 'stripped' | 'nothing';

export interface Port25Proof {
  readonly port25: Port25;
  /** For a log: one phrase. */
  readonly reason: string;
}

/**
 * Whether port 25 works from here: large MX hosts of different operators, which are always there and offer STARTTLS, are
 * looked at as any other. One that offers STARTTLS proves that it does. When none does, and at least two (or the only
 * one) could be resolved and gave no answer, or an answer without STARTTLS, it is closed, or something on the way takes
 * STARTTLS out. Otherwise nothing is proven: so without canaries, or without the DNS.
 * After an abort nothing is proven.
 */
export async function provePort25(
  canaries: readonly string[],
  observer: Pick<Observer, 'observeMxHost'>,
  signal?: AbortSignal,
): Promise<Port25Proof> {
  if (canaries.length === 0) return { port25: 'unproven', reason: 'there are no canaries' };
  const enough = new AbortController();
  const abort = (): void => enough.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(() => enough.abort(), PATIENCE);
  try {
    const signs = await Promise.all(canaries.map((host) => signOf(host, observer, enough)));
    if (signal?.aborted === true) return { port25: 'unproven', reason: 'the look was ended' };
    return verdict(signs, Math.min(AGREEING, canaries.length));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The first that works ends the others: nobody is asked longer than it takes. */
async function signOf(host: string, observer: Pick<Observer, 'observeMxHost'>, enough: AbortController): Promise<Sign> {
  try {
    const sign = readSign(await observer.observeMxHost(host, enough.signal));
    if (sign === 'works') enough.abort();
    return sign;
  } catch (error) {
    if (!enough.signal.aborted) throw error;
    return 'silent';
  }
}

function readSign({ addresses, endpoints }: MxHostObservation): Sign {
  if (addresses.state !== 'present') return 'nothing';
  // A greeting that turns us away came through port 25 all the same.
  if (
    endpoints.some(
      ({ startTlsOffered, greeting, ehloKeywords }) =>
        startTlsOffered === true || (greeting !== undefined && ehloKeywords === undefined),
    )
  )
    return 'works';
  if (endpoints.some(({ startTlsOffered }) => startTlsOffered === false)) return 'stripped';
  return endpoints.length > 0 &&
    endpoints.every(({ failure }) => failure !== undefined && failure.cause !== 'address-not-allowed')
    ? 'silent'
    : 'nothing';
}

function verdict(signs: readonly Sign[], agreeing: number): Port25Proof {
  const count = (sign: Sign): number => signs.filter((one) => one === sign).length;
  if (count('works') > 0) return { port25: 'open', reason: 'a canary offers STARTTLS' };
  if (count('silent') + count('stripped') < agreeing)
    return { port25: 'unproven', reason: 'too few canaries could be looked at' };
  if (count('stripped') > 0)
    return {
      port25: 'closed',
      reason: `something on the way takes STARTTLS out of the answers of ${count('stripped')} canaries`,
    };
  return { port25: 'closed', reason: `none of ${signs.length} canaries answers` };
}

/** Whether the place that it was looked at from may explain all that was seen: nothing came back, or no STARTTLS did. */
export const isDoubtful = ({ endpoints }: Pick<MxHostObservation, 'endpoints'>): boolean =>
  endpoints.length > 0 &&
  endpoints.every(
    ({ failure, startTlsOffered }) =>
      startTlsOffered === false || (failure !== undefined && NOTHING_CAME_BACK.includes(failure.cause)),
  );

/** The observation, now that port 25 is known to have been closed: what gave no TLS session was out of reach from here. */
export function outOfReach(observation: MxHostObservation): MxHostObservation {
  const failure = { step: 'connect', cause: 'vantage-blocked', detail: 'port 25 is closed to this place' } as const;
  return {
    ...observation,
    endpoints: observation.endpoints.map((endpoint) => {
      if (endpoint.tls !== undefined) return endpoint;
      const { address, family, port, durationMs } = endpoint;
      return { address, family, port, durationMs, failure };
    }),
  };
}

/** A proof that is kept for a while: long enough for a run, short enough to see the port opened. */
export class KeptProof {
  private kept: { readonly proof: Promise<Port25Proof>; readonly until: number } | undefined;

  constructor(
    private readonly clock: Monotonic,
    /** Milliseconds. */
    private readonly keepMs: number,
  ) {}

  /** The kept proof, or a new one. */
  get(prove: () => Promise<Port25Proof>): Promise<Port25Proof> {
    if (this.kept === undefined || this.clock.now() >= this.kept.until) {
      const proof = prove();
      proof.catch(() => (this.kept = undefined));
      this.kept = { proof, until: this.clock.now() + this.keepMs };
    }
    return this.kept.proof;
  }
}
