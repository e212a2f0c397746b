import * as dns from 'dns-packet';
import type { Reply } from './answer';
import type { EdnsRefusal } from './zone';

/** RFC 1035, section 4.2.1: the longest answer over UDP to who says nothing of EDNS. */
const PLAIN_UDP_SIZE = 512;

export interface Query extends dns.DecodedPacket {
  readonly question: dns.Question;
}

/** The query in a datagram or frame; not set when it is none. */
export function readQuery(bytes: Buffer): Query | undefined {
  try {
    const packet = dns.decode(bytes);
    const question = packet.questions?.[0];
    return question && !packet.flag_qr ? { ...packet, question } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the query has EDNS (RFC 6891). */
export const hasEdns = ({ additionals = [] }: Query): boolean => additionals.some(({ type }) => type === 'OPT');

/** BADVERS is in the upper bits, which the OPT record holds (RFC 6891 section 6.1.3). */
const REFUSALS: Readonly<Record<Exclude<EdnsRefusal, 'drops'>, Pick<dns.Packet, 'flags' | 'additionals'>>> = {
  formerr: { flags: 1 },
  notimp: { flags: 4 },
  badvers: { flags: 0, additionals: [opt({ extendedRcode: 1 })] },
};

/** What a server says to a query with EDNS that takes none. */
export const writeRefusal = ({ id = 0, question }: Query, refusal: Exclude<EdnsRefusal, 'drops'>): Buffer =>
  dns.encode({ type: 'response', id, questions: [question], ...REFUSALS[refusal] });

/** The reply on the wire, with a recursive resolver's flags; over UDP it is truncated to what the peer takes. */
export function writeReply(query: Query, reply: Reply, udp: boolean): Buffer {
  const { question } = query;
  const theirs = query.additionals?.find((record) => record.type === 'OPT');
  let flags = dns.AUTHORITATIVE_ANSWER | dns.RECURSION_AVAILABLE | reply.rcode;
  if (query.flag_rd) flags |= dns.RECURSION_DESIRED;
  if (reply.secure && (query.flag_ad || theirs?.flag_do)) flags |= dns.AUTHENTIC_DATA;
  const id = query.id ?? 0;
  const packet: dns.Packet = {
    type: 'response',
    id: reply.fault === 'wrong-id' ? id ^ 0x5555 : id,
    flags,
    questions: [reply.fault === 'wrong-question' ? { ...question, name: `not-${question.name}` } : question],
    answers: [...reply.answers],
    authorities: [...reply.authorities],
    additionals: theirs ? [ourOpt(theirs, reply)] : [],
  };
  const bytes = dns.encode(packet);
  if (reply.fault === 'garbage') return Buffer.concat([bytes.subarray(0, 2), Buffer.alloc(64, 0xff)]);
  const room = Math.max(theirs?.udpPayloadSize ?? PLAIN_UDP_SIZE, PLAIN_UDP_SIZE);
  if (!udp || (bytes.length <= room && reply.fault !== 'no-tcp')) return bytes;
  return dns.encode({ ...packet, flags: flags | dns.TRUNCATED_RESPONSE, answers: [], authorities: [] });
}

const ourOpt = (theirs: dns.OptAnswer, { fault }: Reply): dns.OptAnswer =>
  opt({
    flags: theirs.flags & dns.DNSSEC_OK,
    flag_do: theirs.flag_do,
    options: fault === 'bogus' ? [DNSSEC_BOGUS] : [],
  });

function opt(others: Partial<dns.OptAnswer>): dns.OptAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
    ...others,
  };
}

/** RFC 8914, sections 2 and 4.7; dns-packet's types do not know option 15. */
const DNSSEC_BOGUS = { code: 15, data: Buffer.from([0, 6]) } as unknown as dns.PacketOpt;
