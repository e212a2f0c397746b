import type { DnsTransport, Question, Response } from '../dns/transport';
import { failureFrom } from '../net/failure';
import type { Limits } from '../net/wait';

/**
 * Asks an authoritative server, and again when nothing comes: datagrams get lost, and some servers drop EDNS.
 *
 * @throws ProbeFailure of the last try; the signal's reason
 */
export async function askServer(
  transport: DnsTransport,
  question: Pick<Question, 'name' | 'type'>,
  most: number,
  limits: Limits,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await transport.ask({ ...question, authoritativeOnly: true }, limits);
    } catch (error) {
      if (tries === most || limits.signal.aborted || failureFrom(error).cause !== 'timeout') throw error;
    }
  }
}
