import type { FailureCause, StepFailure } from '../../core/model';

/** A step that the network did not let succeed. Never leaves the probes: it becomes evidence. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';

  constructor(
    override readonly cause: FailureCause,
    /** One line for a person; may hold text from the network. */
    readonly detail: string,
  ) {
    super(`${cause}: ${detail}`);
  }
}

/** Error codes of the system, of Node and of its HTTP parser. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  // A firewall of this machine's.
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EPROTO: 'tls',
  HPE_HEADER_OVERFLOW: 'too-large',
  HPE_INVALID_EOF_STATE: 'closed',
};

/** What an error of a socket, of TLS or of the HTTP parser says about the peer; any other error is our own fault. */
export function failureFrom(error: unknown): ProbeFailure {
  if (error instanceof ProbeFailure) return error;
  const { code = '', message, syscall, reason } = error as NodeJS.ErrnoException & { reason?: string };
  // Node makes up this reset itself when the peer closes before the work is done.
  if (code === 'ECONNRESET' && syscall === undefined)
    return new ProbeFailure('closed', 'the peer closed the connection');
  if (code.startsWith('ERR_SSL_')) return new ProbeFailure('tls', reason ?? code);
  // The message of an EPROTO holds addresses and source lines of OpenSSL.
  if (code === 'EPROTO') return new ProbeFailure('tls', reason ?? /:([^:\n]+):[^:]*\.c:/.exec(message)?.[1] ?? code);
  const cause = CAUSES[code] ?? (code.startsWith('HPE_') ? 'protocol' : 'internal');
  return new ProbeFailure(cause, code.startsWith('E') ? code : message);
}

/** The steps before a peer is known to be there. */
const BEFORE_CONNECTION: readonly string[] = ['resolve', 'connect'];

/**
 * The failure of a step as evidence: `slow` where the check ended while a connected peer was still at its answer.
 *
 * @throws the error itself when it is not the network's but the end of the look: its signal was aborted
 */
export function stepFailure<Step extends string>(step: Step, error: unknown, signal: AbortSignal): StepFailure<Step> {
  if (signal.aborted && error === signal.reason && !(error instanceof ProbeFailure)) throw error;
  const { cause, detail } = failureFrom(error);
  const isSlow = error === signal.reason && cause === 'timeout' && !BEFORE_CONNECTION.includes(step);
  return { step, cause: isSlow ? 'slow' : cause, detail };
}
