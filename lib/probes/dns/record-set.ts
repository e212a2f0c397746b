import type { Answer, RecordType, SoaAnswer } from 'dns-packet';
import { LRUCache } from 'lru-cache';
import type { Absent, Dispute, DnsAnswer, Observed, UnconfirmedAddresses, Unknown } from '../../core/model';
import { present, unknown } from '../../core/model';
import type { Answered } from './tally';
import type { Question } from './transport';

const NXDOMAIN = 3;

/** RFC 1034 section 3.6.2 bounds nothing; resolvers stop at 8 to 16. */
const MOST_ALIASES = 8;

/** All records of one type at one name, as they came. */
export interface RecordSet extends DnsAnswer {
  readonly records: readonly Answer[];
  readonly unconfirmed?: UnconfirmedAddresses;
}

export interface RecordSetOptions {
  /** Whether some resolver's word on DNSSEC is believed. */
  readonly trustAd: boolean;
  /** How long an answer is kept at most, milliseconds; its TTL counts if shorter. */
  readonly keepMs: number;
  /** Answers kept at most. */
  readonly keep: number;
}

/** Looks up record sets: follows aliases, tells absence from ignorance, and asks no question twice at a time. */
export class RecordSets {
  private readonly underWay = new Map<string, Promise<Observed<RecordSet>>>();
  private readonly kept: LRUCache<string, Observed<RecordSet>>;

  constructor(
    private readonly panel: {
      /** A response that counts, or why there is none. */ ask(question: Question): Promise<Answered | Unknown>;
    },
    private readonly options: RecordSetOptions,
  ) {
    this.kept = new LRUCache({ max: options.keep });
  }

  /** @throws the reason of the resolver's signal */
  async find(name: string, type: RecordType): Promise<Observed<RecordSet>> {
    const owner = canonical(name);
    const key = `${type} ${owner}`;
    const known = this.kept.get(key) ?? this.underWay.get(key);
    if (known) return known;
    const finding = this.follow(owner, type, key).finally(() => this.underWay.delete(key));
    this.underWay.set(key, finding);
    return finding;
  }

  private async follow(name: string, type: RecordType, key: string): Promise<Observed<RecordSet>> {
    const trail: Trail = {
      owner: name,
      cnameChain: [],
      ttl: Infinity,
      dnssec: this.options.trustAd ? 'secure' : undefined,
    };
    for (let questions = 0; questions <= MOST_ALIASES; questions++) {
      const asked = trail.owner;
      const response = await this.panel.ask({ name: asked, type });
      if ('state' in response) return this.explained(response, { name: asked, type });
      note(trail, response);
      const broken = type === 'CNAME' ? undefined : followAliases(trail, response.answers);
      if (broken) return broken;
      const records = response.answers.filter(
        (record) => record.type === type && canonical(record.name) === trail.owner,
      );
      if (records.length > 0) return this.keep(key, trail, this.found(trail, records, response));
      if (trail.owner === asked || isDenial(response)) return this.keep(key, trail, this.missing(trail, response));
      // The answer stops at an alias: its target is another question.
    }
    return unknown('protocol', `${name}: more than ${MOST_ALIASES} answers that stop at an alias`);
  }

  /** Many resolvers that validate give no extended error: what is there without validation was bogus with it. */
  private async explained(failure: Unknown, question: Question): Promise<Unknown> {
    if (failure.cause !== 'servfail' || !this.options.trustAd) return failure;
    const unchecked = await this.panel.ask({ ...question, checkingDisabled: true });
    // Of a resolver that is not believed, nobody knows whether it validates.
    if ('state' in unchecked || unchecked.authenticData === undefined) return failure;
    return { ...failure, cause: 'bogus', detail: `${failure.detail}, and an answer without validation` };
  }

  private found(trail: Trail, records: readonly Answer[], { unconfirmed }: Answered): Observed<RecordSet> {
    shorten(trail, records);
    return present({
      cnameChain: trail.cnameChain,
      ttl: trail.ttl,
      ...common(trail),
      records,
      ...(unconfirmed && { unconfirmed }),
    });
  }

  private missing(trail: Trail, { rcode, authorities }: Answered): Absent {
    const soa = authorities.find((record): record is SoaAnswer => record.type === 'SOA');
    trail.ttl = Math.min(trail.ttl, soa ? Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0) : 0);
    const chain = trail.cnameChain.length > 0 ? { cnameChain: trail.cnameChain } : {};
    return { state: 'absent', ...chain, reason: rcode === NXDOMAIN ? 'no-name' : 'no-data', ...common(trail) };
  }

  private keep(key: string, trail: Trail, found: Observed<RecordSet>): Observed<RecordSet> {
    const ttl = Math.min(trail.ttl * 1000, this.options.keepMs);
    if (ttl > 0) this.kept.set(key, found, { ttl });
    return found;
  }
}

/** RFC 2308 section 2: the name does not exist, or a SOA record stands beside no data. */
const isDenial = ({ rcode, authorities }: Answered): boolean =>
  rcode === NXDOMAIN || authorities.some((record) => record.type === 'SOA');

/** Where the aliases have led so far. */
interface Trail {
  owner: string;
  readonly cnameChain: string[];
  ttl: number;
  /** Of all answers so far; not set when no resolver that is believed said anything. */
  dnssec: 'secure' | 'insecure' | undefined;
  dispute?: Dispute;
}

function note(trail: Trail, { authenticData, dispute }: Answered): void {
  if (authenticData === undefined) trail.dnssec = undefined;
  else if (!authenticData && trail.dnssec !== undefined) trail.dnssec = 'insecure';
  if (dispute !== undefined) trail.dispute ??= dispute;
}

const common = ({ dnssec, dispute }: Trail): Pick<DnsAnswer, 'dnssec' | 'dispute'> => ({
  ...(dnssec !== undefined && { dnssec }),
  ...(dispute !== undefined && { dispute }),
});

/** Goes on along the aliases in an answer. */
function followAliases(trail: Trail, answers: readonly Answer[]): Unknown | undefined {
  for (;;) {
    const alias = answers.find((record) => record.type === 'CNAME' && canonical(record.name) === trail.owner);
    if (alias?.type !== 'CNAME') return undefined;
    const target = canonical(alias.data);
    if (target === trail.owner || trail.cnameChain.includes(target))
      return unknown('protocol', `the aliases go in a circle at ${target}`);
    if (trail.cnameChain.length === MOST_ALIASES) return unknown('protocol', `more than ${MOST_ALIASES} aliases`);
    shorten(trail, [alias]);
    trail.cnameChain.push(target);
    trail.owner = target;
  }
}

function shorten(trail: Trail, records: readonly Answer[]): void {
  for (const record of records) if (record.type !== 'OPT') trail.ttl = Math.min(trail.ttl, record.ttl ?? 0);
}

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');
