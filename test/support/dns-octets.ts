/** DNS messages octet by octet, for what no library writes. */
const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, DNAME: 39, OPT: 41, TLSA: 52 } as const;

export const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

export const octetsOf = (...parts: readonly (Buffer | readonly number[] | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

/** A name in labels; one label may hold a dot where an array is given. */
export const nameOctets = (name: string | readonly string[]): Buffer =>
  octetsOf(
    ...(typeof name === 'string' ? name.split('.').filter((label) => label !== '') : name).map((label) =>
      octetsOf([label.length], label),
    ),
    [0],
  );

export const txtData = (...strings: readonly string[]): Buffer =>
  octetsOf(...strings.map((string) => octetsOf([string.length], string)));

export const mxData = (exchange: string | readonly string[]): Buffer => octetsOf([0, 10], nameOctets(exchange));

export const soaData = octetsOf(nameOctets('ns.example'), nameOctets('h.example'), Buffer.alloc(20, 1));

export interface RecordOctets {
  readonly owner: string | readonly string[] | Buffer;
  readonly type: keyof typeof TYPES;
  readonly class?: number;
  readonly data: Buffer;
  /** RDLENGTH, where it is not the length of the data. */
  readonly length?: number;
}

function recordOctets({ owner, type, class: klass = 1, data, length = data.length }: RecordOctets): Buffer {
  const name = Buffer.isBuffer(owner) ? owner : nameOctets(owner);
  return octetsOf(name, uint16(TYPES[type]), uint16(klass), [0, 0, 0, 60], uint16(length), data);
}

export interface MessageOctets {
  readonly id: number;
  readonly flags?: number;
  readonly question?: { readonly name: string; readonly type: keyof typeof TYPES; readonly class?: number };
  readonly answers?: readonly RecordOctets[];
  readonly authorities?: readonly RecordOctets[];
  readonly additionals?: readonly RecordOctets[];
  /** ANCOUNT, where it is not the number of answers. */
  readonly count?: number;
  /** Octets after the last record. */
  readonly rest?: Buffer;
}

/** A response (QR, RD and RA) of these parts. */
export function messageOctets(parts: MessageOctets): Buffer {
  const {
    id,
    flags = 0x8180,
    question,
    answers = [],
    authorities = [],
    additionals = [],
    rest = Buffer.alloc(0),
  } = parts;
  const header = [id, flags, question ? 1 : 0, parts.count ?? answers.length, authorities.length, additionals.length];
  return octetsOf(
    ...header.map(uint16),
    ...(question ? [nameOctets(question.name), uint16(TYPES[question.type]), uint16(question.class ?? 1)] : []),
    ...[...answers, ...authorities, ...additionals].map(recordOctets),
    rest,
  );
}
