import type { Answer, RecordType } from 'dns-packet';
import type { Limits } from '../net/wait';

export interface Question {
  /** Lower case, without the root dot. */
  readonly name: string;
  readonly type: RecordType;
  /** Asks for the data even if validation fails (the CD bit, RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: true;
}

/** A response as far as it is of use here; checked to be the answer to the question. */
export interface Response {
  /** With the upper bits of EDNS (RFC 6891 section 6.1.3). */
  readonly rcode: number;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
  /** The AD bit: the server says that it has validated the data (RFC 4035 section 3.2.3). */
  readonly authenticData: boolean;
  readonly recursionAvailable: boolean;
  /** Extended DNS errors (RFC 8914). */
  readonly errors: readonly { readonly code: number; readonly text: string }[];
}

/** A way to ask one recursive server. */
export interface DnsTransport {
  /** The server's name in evidence, such as `127.0.0.1:53`. */
  readonly server: string;
  /**
   * Asks once.
   *
   * @throws ProbeFailure when no usable response came
   */
  ask(question: Question, limits: Limits): Promise<Response>;
}
