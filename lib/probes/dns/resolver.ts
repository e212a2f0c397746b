import type { Answer } from 'dns-packet';
import pLimit from 'p-limit';
import type { FailureCause, Unknown } from '../../core/model';
import { unknown } from '../../core/model';
import { failureFrom } from '../net/failure';
import type { DnsTransport, Question, Response } from './transport';

const NO_ERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** IANA's names of the response codes that a resolver may give. */
const RCODES: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
  16: 'BADVERS',
};

/** Extended errors that mean a failed validation (RFC 8914 sections 4.7 to 4.13). */
const BOGUS = new Set([6, 7, 8, 9, 10, 11, 12]);

export interface ResolverOptions {
  /** Asked in this order; one that stays silent gives its place away. */
  readonly transports: readonly DnsTransport[];
  /** Each server is asked at least once, and any answer at all is asked for this often: 3 times, as datagrams get lost. */
  readonly leastTries?: number;
  /** For one try, milliseconds. */
  readonly timeoutMs: number;
  /** Questions under way at a time. */
  readonly concurrency: number;
  /** Ends everything under way. */
  readonly signal: AbortSignal;
}

/** Asks recursive servers until one of them knows. */
export class Resolver {
  private readonly limit: pLimit.Limit;
  private preferred = 0;

  constructor(private readonly options: ResolverOptions) {
    this.limit = pLimit(options.concurrency);
  }

  /** A response with NOERROR or NXDOMAIN, or why there is none. @throws the signal's reason */
  ask(question: Question): Promise<Response | Unknown> {
    if (!isAskable(question.name))
      return Promise.resolve(unknown('protocol', `${JSON.stringify(question.name)} is not a name that DNS can hold`));
    return this.limit(() => this.askEach(question));
  }

  private async askEach(question: Question): Promise<Response | Unknown> {
    const { transports, leastTries = 3, timeoutMs, signal } = this.options;
    const answered = new Set<DnsTransport>();
    const first = this.preferred;
    let silence: Unknown | undefined;
    let refusal: Unknown | undefined;
    for (let tries = 0; tries < Math.max(leastTries, transports.length); tries++) {
      const turn = (first + tries) % transports.length;
      const transport = transports[turn];
      // Its answer would be the same.
      if (transport === undefined || answered.has(transport)) continue;
      try {
        const response = await transport.ask(question, { timeoutMs, signal });
        if (silence !== undefined) this.preferred = turn;
        const fault = faultOf(response);
        if (fault === undefined) return response;
        answered.add(transport);
        refusal ??= unknown(fault.cause, `${transport.server}: ${fault.detail}`);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const { cause, detail } = failureFrom(error);
        silence = unknown(cause, detail);
      }
    }
    return refusal ?? silence ?? unknown('internal', 'no resolver is configured');
  }
}

/** What makes a response useless; undefined for one that tells what there is. */
function faultOf({
  rcode,
  answers,
  authorities,
  errors,
}: Response): { cause: FailureCause; detail: string } | undefined {
  if (rcode === NO_ERROR || rcode === NXDOMAIN) {
    const lame = rcode === NO_ERROR && answers.length === 0 && has(authorities, 'NS') && !has(authorities, 'SOA');
    return lame
      ? { cause: 'dns-refused', detail: 'a referral instead of an answer: not a recursive resolver' }
      : undefined;
  }
  const why = errors.map(({ code, text }) => ` (extended error ${code}${text === '' ? '' : `: ${text}`})`).join('');
  const detail = `${RCODES[rcode] ?? `response code ${rcode}`}${why}`;
  if (rcode !== SERVFAIL) return { cause: 'dns-refused', detail };
  return { cause: errors.some(({ code }) => BOGUS.has(code)) ? 'bogus' : 'servfail', detail };
}

const has = (records: readonly Answer[], type: Answer['type']): boolean =>
  records.some((record) => record.type === type);

/** RFC 1035 section 2.3.4; dns-packet writes a longer label as something else. */
function isAskable(name: string): boolean {
  const labels = name.split('.').map((label) => Buffer.byteLength(label));
  return (
    labels.every((octets) => octets > 0 && octets <= 63) && labels.reduce((sum, octets) => sum + octets + 1, 1) <= 255
  );
}
