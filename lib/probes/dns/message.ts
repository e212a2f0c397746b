import * as packet from 'dns-packet';
import { relevantTo } from './relevant';
import type { Question, Response } from './transport';
import { readLayout, readQuestion, textOf } from './wire';
import type { WireRecord } from './wire';

/** RFC 9715 and the DNS flag day of 2020: no fragments. */
const UDP_PAYLOAD = 1232;

/** RFC 8914. */
const EXTENDED_ERROR = 15;

/** The QR bit, and the four of the opcode, of which 0 is a standard query. */
const RESPONSE = 0x8000;
const OPCODE = 0x7800;

const NO_ERROR = 0;
const NXDOMAIN = 3;

/** A query that asks by its AD bit for the server's word on DNSSEC (RFC 6840 section 5.7), and for recursion unless the question says otherwise. */
export const writeQuery = (question: Question, id: number): Buffer =>
  packet.encode({
    type: 'query',
    id,
    flags:
      (question.authoritativeOnly ? 0 : packet.RECURSION_DESIRED) |
      packet.AUTHENTIC_DATA |
      (question.checkingDisabled ? packet.CHECKING_DISABLED : 0),
    questions: [{ name: question.name, type: question.type }],
    additionals: question.withoutEdns ? [] : [OPT],
  });

const OPT: packet.OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_PAYLOAD,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

export type ReadResponse = { readonly truncated: true } | ({ readonly truncated: false } & Response);

/**
 * The response to the query of this id and question; undefined when the octets are anything else: malformed, about
 * another question, or about names that the question does not lead to.
 */
export function readResponse(octets: Buffer, id: number, question: Question): ReadResponse | undefined {
  if (octets.length < 12 || octets.readUInt16BE(0) !== id) return undefined;
  const flags = octets.readUInt16BE(2);
  if ((flags & RESPONSE) === 0 || (flags & OPCODE) !== 0) return undefined;
  const asked = readQuestion(writeQuery(question, id));
  if (asked === undefined) return undefined;
  // Some servers cut a record in two: only the question is whole for certain.
  if ((flags & packet.TRUNCATED_RESPONSE) !== 0)
    return isEqual(readQuestion(octets), asked) ? { truncated: true } : undefined;
  const layout = readLayout(octets);
  const message = layout && decoded(octets);
  if (message === undefined || layout === undefined) return undefined;
  const { answers = [], authorities = [], additionals = [] } = message;
  const opts = additionals.filter((record): record is packet.OptAnswer => record.type === 'OPT');
  // RFC 6891 section 6.1.1.
  if (opts.length > 1) return undefined;
  const [opt] = opts;
  const rcode = ((opt?.extendedRcode ?? 0) << 4) | (flags & 0xf);
  if (!answersQuestion(layout.questions, asked, rcode)) return undefined;
  const isUseful = rcode === NO_ERROR || rcode === NXDOMAIN;
  const relevant = isUseful ? relevantTo(asked, layout, rcode === NXDOMAIN) : { answers: [], synthesized: [] };
  if (relevant === undefined) return undefined;
  return {
    truncated: false,
    rcode,
    answers: relevant.answers.flatMap((place): packet.Answer | readonly packet.Answer[] => {
      const record = answers[place];
      const made = relevant.synthesized.find((each) => each.place === place);
      if (record === undefined || made === undefined) return record ?? [];
      return [{ type: 'CNAME', name: textOf(made.owner), ttl: ttlOf(record), class: 'IN', data: textOf(made.target) }];
    }),
    authorities,
    additionals,
    authoritative: message.flag_aa,
    ...(opt !== undefined && { authenticData: message.flag_ad }),
    recursionAvailable: message.flag_ra,
    errors: (opt?.options ?? []).flatMap(extendedError),
  };
}

/** The same message as the library reads it: it has the data of each record. */
function decoded(octets: Buffer): packet.DecodedPacket | undefined {
  try {
    return packet.decode(octets);
  } catch {
    // A record of a type that nobody asks for here, which the library knows better than `readLayout` does.
    return undefined;
  }
}

const ttlOf = (record: packet.Answer): number => (record.type === 'OPT' ? 0 : (record.ttl ?? 0));

const isEqual = (one: WireRecord | undefined, other: WireRecord): boolean =>
  one !== undefined && one.owner === other.owner && one.type === other.type && one.class === other.class;

/** Some servers leave the question out of a refusal. */
function answersQuestion(questions: readonly WireRecord[], asked: WireRecord, rcode: number): boolean {
  if (questions.length === 0) return rcode !== NO_ERROR && rcode !== NXDOMAIN;
  return questions.length === 1 && isEqual(questions[0], asked);
}

function extendedError({ code, data }: { code: number; data?: Buffer | undefined }): Response['errors'] {
  if (code !== EXTENDED_ERROR || data === undefined || data.length < 2) return [];
  return [{ code: data.readUInt16BE(0), text: data.toString('utf8', 2) }];
}
