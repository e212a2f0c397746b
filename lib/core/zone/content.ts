import type { ComparedType, RecordSet } from '../model';
import { isWithin, parentName, plainName } from './name';

/** What a zone holds for a name and type, and what that means for whoever would compare or change it. */
export type Holding =
  /** One plain set of records. */
  | { readonly state: 'records'; readonly set: RecordSet; /** It comes from a wildcard. */ readonly wildcard?: true }
  | { readonly state: 'cname'; readonly target: string; readonly ttl: number }
  | { readonly state: 'none' }
  /** The answer depends on more than the zone's text. */
  | { readonly state: 'alias'; readonly target: string }
  | { readonly state: 'routed' }
  /** Another zone answers for the name: it is delegated at `at`. */
  | { readonly state: 'delegated'; readonly at: string };

/** RFC 2308 section 5, where the zone does not say; Route 53's own default. Seconds. */
const NEGATIVE_TTL = 900;

/** The records of one zone, whole, with the rules by which a name server answers from them (RFC 1034 section 4.3.2, RFC 4592). */
export class ZoneContent {
  private readonly sets = new Map<string, RecordSet[]>();
  /** All names that exist, those that only have names below them included (RFC 8020). */
  private readonly names = new Set<string>();

  constructor(
    readonly zone: string,
    recordSets: Iterable<RecordSet>,
  ) {
    for (const set of recordSets) {
      const key = `${set.type} ${set.name}`;
      this.sets.set(key, [...(this.sets.get(key) ?? []), set]);
      for (let name = set.name; isWithin(name, zone) && !this.names.has(name); name = parentName(name))
        this.names.add(name);
    }
    this.names.add(zone);
  }

  /** The names that have records of the type, of any form. */
  namesWith(type: string): readonly string[] {
    return [...this.sets.keys()].filter((key) => key.startsWith(`${type} `)).map((key) => key.slice(type.length + 1));
  }

  /** The name servers that stand at the zone's own name, sorted. */
  get nameServers(): readonly string[] {
    return (this.sets.get(`NS ${this.zone}`) ?? []).flatMap(({ values }) => values.map(plainName)).sort();
  }

  /** How long resolvers remember that something is not there, seconds. */
  get negativeTtl(): number {
    const [soa] = this.sets.get(`SOA ${this.zone}`) ?? [];
    const minimum = Number(soa?.values[0]?.trim().split(/\s+/)[6]);
    return soa === undefined || !Number.isInteger(minimum) ? NEGATIVE_TTL : Math.min(soa.ttl ?? NEGATIVE_TTL, minimum);
  }

  /** @param name in the zone, or below it */
  holding(name: string, type: ComparedType): Holding {
    for (let at = name; at !== this.zone && isWithin(at, this.zone); at = parentName(at))
      if (this.sets.has(`NS ${at}`)) return { state: 'delegated', at };
    if (this.names.has(name)) return this.at(name, type) ?? { state: 'none' };
    let encloser = parentName(name);
    while (!this.names.has(encloser)) encloser = parentName(encloser);
    const holding = this.at(`*.${encloser}`, type);
    return holding === undefined
      ? { state: 'none' }
      : holding.state === 'records'
        ? { ...holding, wildcard: true }
        : holding;
  }

  private at(owner: string, type: string): Holding | undefined {
    const cnames = this.sets.get(`CNAME ${owner}`);
    const [set, ...others] = cnames ?? this.sets.get(`${type} ${owner}`) ?? [];
    if (set === undefined) return undefined;
    if (others.length > 0 || set.routed === true) return { state: 'routed' };
    if (set.aliasOf !== undefined) return { state: 'alias', target: set.aliasOf };
    return cnames === undefined
      ? { state: 'records', set }
      : { state: 'cname', target: plainName(set.values[0] ?? ''), ttl: set.ttl ?? 0 };
  }
}
