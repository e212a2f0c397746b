/** The class IN, and the types whose form is known here (IANA's numbers). */
export const IN = 1;
const A = 1;
const NS = 2;
export const CNAME = 5;
const SOA = 6;
const MX = 15;
const TXT = 16;
const AAAA = 28;
export const DNAME = 39;
const OPT = 41;
const TLSA = 52;

/** RFC 1035 section 2.3.4. */
const LONGEST_NAME = 255;

/** A name of 127 labels needs no more pointers; beyond, somebody wants time to be spent. */
const MOST_POINTERS = 127;

/**
 * A name as it is on the wire, in one form: each label with its length before it, letters A to Z in lower case. A dot
 * within a label is not mistaken for the end of one.
 */
export type WireName = string;

export interface WireRecord {
  readonly owner: WireName;
  readonly type: number;
  readonly class: number;
  /** Where an alias leads. */
  readonly target?: WireName;
}

/** The form of a message: its questions and the records of each section, in their order. */
export interface Layout {
  readonly questions: readonly WireRecord[];
  readonly answers: readonly WireRecord[];
  readonly authorities: readonly WireRecord[];
  readonly additionals: readonly WireRecord[];
}

class Malformed extends Error {}

function must(holds: boolean): void {
  if (!holds) throw new Malformed();
}

/**
 * Reads the form of a message strictly: every length fits what it holds, each pointer leads back, the sections hold what
 * the header counts, and nothing is left over.
 *
 * @returns undefined for octets that are malformed in any of these
 */
export function readLayout(octets: Buffer): Layout | undefined {
  try {
    const reader = new Reader(octets, 12);
    const count = (at: number): number => octets.readUInt16BE(at);
    const section = (at: number): WireRecord[] => Array.from({ length: count(at) }, () => reader.record());
    const layout = {
      questions: Array.from({ length: count(4) }, () => reader.question()),
      answers: section(6),
      authorities: section(8),
      additionals: section(10),
    };
    reader.mustEndAt(octets.length);
    return layout;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The first question alone, of a message whose rest may be cut off. */
export function readQuestion(octets: Buffer): WireRecord | undefined {
  try {
    return octets.length >= 12 && octets.readUInt16BE(4) === 1 ? new Reader(octets, 12).question() : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The name in text, without the root dot. */
export const textOf = (name: WireName): string => Buffer.from(labelsOf(name).join('.'), 'latin1').toString();

function labelsOf(name: WireName): string[] {
  const labels: string[] = [];
  for (let at = 0; at < name.length; at += name.charCodeAt(at) + 1)
    labels.push(name.slice(at + 1, at + 1 + name.charCodeAt(at)));
  return labels;
}

const labelOf = (octets: Buffer): string =>
  String.fromCharCode(octets.length) + octets.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether `name` is `zone`, or lies below it: whether some label of `name` begins where `zone` begins. */
export function isWithin(name: WireName, zone: WireName): boolean {
  for (let at = 0; name.length - at >= zone.length; at += name.charCodeAt(at) + 1) {
    if (name.length - at === zone.length) return name.endsWith(zone);
  }
  return false;
}

class Reader {
  constructor(
    private readonly octets: Buffer,
    private at: number,
  ) {}

  mustEndAt(end: number): void {
    must(this.at === end);
  }

  question(): WireRecord {
    const owner = this.name();
    return { owner, type: this.uint16(), class: this.uint16() };
  }

  record(): WireRecord {
    const owner = this.name();
    const type = this.uint16();
    const klass = this.uint16();
    this.skip(4);
    const length = this.uint16();
    const end = this.at + length;
    must(end <= this.octets.length);
    const target = this.data(type, length, end);
    this.mustEndAt(end);
    return { owner, type, class: klass, ...(target !== undefined && { target }) };
  }

  /** Goes over the data of one record; returns the target of an alias. */
  private data(type: number, length: number, end: number): WireName | undefined {
    switch (type) {
      case A:
        must(length === 4);
        break;
      case AAAA:
        must(length === 16);
        break;
      case CNAME:
      case DNAME:
        return this.hostName();
      case NS:
        this.hostName();
        return undefined;
      case MX:
        this.skip(2);
        this.hostName();
        return undefined;
      case SOA:
        this.name();
        this.name();
        this.skip(20);
        return undefined;
      case TXT:
        while (this.at < end) this.skip(1 + this.uint8(this.at));
        return undefined;
      case OPT:
        while (this.at < end) {
          this.skip(2);
          this.skip(this.uint16());
        }
        return undefined;
      case TLSA:
        must(length >= 3);
        break;
    }
    this.at = end;
    return undefined;
  }

  /** A name that is written with dots further on, where a dot within a label would make it another name. */
  private hostName(): WireName {
    const name = this.name();
    must(labelsOf(name).every((label) => !label.includes('.')));
    return name;
  }

  private name(): WireName {
    let name = '';
    let next: number | undefined;
    let before = this.at;
    for (let at = this.at, pointers = 0; ;) {
      const length = this.uint8(at);
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | this.uint8(at + 1);
        // RFC 1035 section 4.1.4: to a prior occurrence.
        must(target < before && ++pointers <= MOST_POINTERS);
        next ??= at + 2;
        at = before = target;
        continue;
      }
      must(length < 64 && at + 1 + length <= this.octets.length);
      if (length === 0) {
        this.at = next ?? at + 1;
        return name;
      }
      name += labelOf(this.octets.subarray(at + 1, at + 1 + length));
      must(name.length < LONGEST_NAME);
      at += 1 + length;
    }
  }

  private uint8(at: number): number {
    must(at < this.octets.length);
    return this.octets.readUInt8(at);
  }

  private uint16(): number {
    const at = this.at;
    this.skip(2);
    return this.octets.readUInt16BE(at);
  }

  private skip(octets: number): void {
    this.at += octets;
    must(this.at <= this.octets.length);
  }
}
