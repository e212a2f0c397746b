import type { Answer, RecordType } from 'dns-packet';
import { failureFrom, ProbeFailure } from '../net/failure';
import type { Limits } from '../net/wait';

export interface Question {
  /** Lower case, without the root dot. */
  readonly name: string;
  readonly type: RecordType;
  /** Asks for the data even if validation fails (the CD bit, RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: true;
  /** Asks for no recursion: a question to an authoritative server. */
  readonly authoritativeOnly?: true;
  /** For a server that takes no EDNS (RFC 6891 section 6.2.2). */
  readonly withoutEdns?: true;
}

/** A response as far as it is of use here; checked to be the answer to the question. */
export interface Response {
  /** With the upper bits of EDNS (RFC 6891 section 6.1.3). */
  readonly rcode: number;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
  readonly additionals: readonly Answer[];
  /**
   * The AD bit: the server says whether it has validated the data (RFC 4035 section 3.2.3). Not set in a response without
   * EDNS: a server that does not know it does not know DNSSEC either (RFC 4035 section 3), and may send the bit back as it came.
   */
  readonly authenticData?: boolean;
  /** The AA bit: the server says that the zone is its own. */
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  /** Extended DNS errors (RFC 8914). */
  readonly errors: readonly { readonly code: number; readonly text: string }[];
}

/** A way to ask one server. */
export interface DnsTransport {
  /** The server's name in evidence, such as `127.0.0.1:53`. */
  readonly server: string;
  /**
   * Asks once.
   *
   * @throws ProbeFailure when no usable response came; the signal's reason
   */
  ask(question: Question, limits: Limits): Promise<Response>;
  /** Ends a connection that is kept. */
  close?(): void;
}

/** Runs one try to ask; a failure bears the name of the server. */
export async function named<T>(server: string, { signal }: Limits, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw error;
    const { cause, detail } = failureFrom(error);
    throw new ProbeFailure(cause, `${server}: ${detail}`);
  }
}
