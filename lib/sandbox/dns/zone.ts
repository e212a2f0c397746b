/** How a name's server misbehaves instead of answering. */
export type DnsFault =
  | 'servfail'
  /** SERVFAIL from a validating resolver, with the extended error `DNSSEC Bogus` (RFC 8914, section 4.7). */
  | 'bogus'
  | 'refused'
  | 'notimp'
  /** No answer ever comes. */
  | 'timeout'
  /** The answer bears another transaction's id. */
  | 'wrong-id'
  /** The answer is to another question. */
  | 'wrong-question'
  /** The answer is no DNS message. */
  | 'garbage'
  /** The UDP answer is truncated, and TCP connections are cut. */
  | 'no-tcp';

export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  /** Hex. */
  readonly data: string;
}

/** The records at one name, by type, as one would write them in a zone file. */
export interface ZoneNode {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  /** `[preference, exchange]`; the exchange `.` is the null MX. */
  readonly MX?: readonly (readonly [number, string])[];
  /** Each record is its strings. */
  readonly TXT?: readonly (readonly string[])[];
  readonly TLSA?: readonly TlsaRecord[];
  readonly NS?: readonly string[];
  readonly CNAME?: string;
  /** Of a zone's apex: its serial number. */
  readonly SOA?: number;
  /** Seconds; default 60. */
  readonly ttl?: number;
  /** Answers with the AD bit, as a validating resolver's do (RFC 6840, section 5.7). */
  readonly secure?: boolean;
  /** For every type, or by type. */
  readonly fault?: DnsFault | Readonly<Partial<Record<string, DnsFault>>>;
  /** Each answer comes so many milliseconds late. */
  readonly lateBy?: number;
}

/** Answers a name by rule: for names too many to store. */
export type ZoneRule = (name: string) => ZoneNode | undefined;

/** What a server does with a question that has EDNS (RFC 6891); it answers the same question without. */
export type EdnsRefusal = 'formerr' | 'notimp' | 'badvers' | 'drops';

/** What a server answers from. */
export interface ZoneView {
  /** Default: the server takes EDNS. */
  readonly edns?: EdnsRefusal;
  /** The node at the name; not set for NXDOMAIN. */
  find(name: string): ZoneNode | undefined;
}

/** A view in which some names are otherwise. @param over nodes by absolute name, in lower case */
export const withOthers = (view: ZoneView, over: ReadonlyMap<string, ZoneNode>): ZoneView => ({
  find: (name) => over.get(canonical(name)) ?? view.find(name),
});

/** All names of the sandbox. It may change while it is served. */
export class Zone implements ZoneView {
  private readonly nodes = new Map<string, ZoneNode>();
  private readonly rules: ZoneRule[] = [];

  set(name: string, node: ZoneNode): void {
    this.nodes.set(canonical(name), node);
  }

  delete(name: string): void {
    this.nodes.delete(canonical(name));
  }

  addRule(rule: ZoneRule): void {
    this.rules.push(rule);
  }

  /** The node at the name; not set for NXDOMAIN. A name that only has names below it is an empty node (RFC 8020). */
  find(name: string): ZoneNode | undefined {
    const key = canonical(name);
    const node = this.nodes.get(key);
    if (node) return node;
    for (const rule of this.rules) {
      const found = rule(key);
      if (found) return found;
    }
    const below = `.${key}`;
    for (const stored of this.nodes.keys()) if (stored.endsWith(below)) return {};
    return undefined;
  }
}

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');
