import * as packet from 'dns-packet';
import type { Question, Response } from './transport';

/** RFC 9715 and the DNS flag day of 2020: no fragments. */
const UDP_PAYLOAD = 1232;

/** RFC 8914. */
const EXTENDED_ERROR = 15;

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

/** The response to the query of this id and question; undefined when the octets are anything else. */
export function readResponse(octets: Buffer, id: number, question: Question): ReadResponse | undefined {
  if (octets.length < 12 || octets.readUInt16BE(0) !== id) return undefined;
  let message: packet.DecodedPacket;
  try {
    message = packet.decode(octets);
    // The library reads past the end without a word.
    if (packet.decode.bytes > octets.length) return undefined;
  } catch {
    return undefined;
  }
  const { answers = [], authorities = [], additionals = [], flags = 0 } = message;
  const opt = additionals.find((record): record is packet.OptAnswer => record.type === 'OPT');
  const rcode = ((opt?.extendedRcode ?? 0) << 4) | (flags & 0xf);
  if (!message.flag_qr || !answersQuestion(message.questions ?? [], question, rcode)) return undefined;
  if (message.flag_tc) return { truncated: true };
  return {
    truncated: false,
    rcode,
    answers,
    authorities,
    additionals,
    authoritative: message.flag_aa,
    ...(opt !== undefined && { authenticData: message.flag_ad }),
    recursionAvailable: message.flag_ra,
    errors: (opt?.options ?? []).flatMap(extendedError),
  };
}

/** Some servers leave the question out of a refusal. */
function answersQuestion(questions: readonly packet.Question[], { name, type }: Question, rcode: number): boolean {
  const [asked] = questions;
  if (asked === undefined) return rcode !== NO_ERROR && rcode !== NXDOMAIN;
  return questions.length === 1 && asked.name.toLowerCase() === name && asked.type === type && asked.class === 'IN';
}

function extendedError({ code, data }: { code: number; data?: Buffer | undefined }): Response['errors'] {
  if (code !== EXTENDED_ERROR || data === undefined || data.length < 2) return [];
  return [{ code: data.readUInt16BE(0), text: data.toString('utf8', 2) }];
}
