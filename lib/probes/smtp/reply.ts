import { ProbeFailure } from '../net/failure';

/** An SMTP reply (RFC 5321 section 4.2). */
export interface Reply {
  readonly code: number;
  /** Text of each line, without the code. */
  readonly lines: readonly string[];
  /** The first line as sent, cut at 512 octets. */
  readonly firstLine: string;
}

/** RFC 5321 section 4.5.3.1.5 says 512 octets a line; servers are more generous. */
const LONGEST_LINE = 4096;
const MOST_LINES = 128;
const SHOWN = 512;

/**
 * Puts replies together from what arrives. Accepts what clients must: several lines, a bare code, and a line feed alone
 * at the end of a line.
 */
export class ReplyReader {
  private received = Buffer.alloc(0);
  private code = 0;
  private lines: string[] = [];
  private firstLine = '';

  /**
   * Takes what arrived, and gives the next whole reply; undefined when there is none yet.
   *
   * @throws ProbeFailure `protocol` for what is no reply, `too-large` for more than any reply needs
   */
  take(chunk: Buffer): Reply | undefined {
    this.received = Buffer.concat([this.received, chunk]);
    for (;;) {
      const end = this.received.indexOf('\n');
      if (end > LONGEST_LINE || (end < 0 && this.received.length > LONGEST_LINE)) {
        throw new ProbeFailure('too-large', `a line of more than ${LONGEST_LINE} octets`);
      }
      if (end < 0) return undefined;
      const line = this.received.subarray(0, end);
      this.received = this.received.subarray(end + 1);
      const reply = this.takeLine(line.at(-1) === 0x0d ? line.subarray(0, -1) : line);
      if (reply) return reply;
    }
  }

  /** Octets that came behind the last reply. */
  get rest(): Buffer {
    return this.received;
  }

  private takeLine(line: Buffer): Reply | undefined {
    const [, code, separator, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line.toString('utf8')) ?? [];
    if (code === undefined)
      throw new ProbeFailure('protocol', `not an SMTP reply: ${JSON.stringify(line.toString('utf8', 0, 80))}`);
    if (this.lines.length === 0) this.firstLine = line.toString('utf8', 0, SHOWN);
    if (this.lines.push(text) > MOST_LINES)
      throw new ProbeFailure('too-large', `a reply of more than ${MOST_LINES} lines`);
    // Where the codes of a reply differ, the last one counts, as for other clients.
    this.code = Number(code);
    if (separator === '-') return undefined;
    const reply = { code: this.code, lines: this.lines, firstLine: this.firstLine };
    this.lines = [];
    return reply;
  }
}
