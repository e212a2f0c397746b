import type { ZoneNode } from '../dns/zone';
import { MAIN_ADDRESS } from '../net/loopback';
import type { PolicyHostBehaviour } from '../policy-host/behaviour';
import type { KeyKind } from '../pki/keys';
import { policyBody, zoneNodes, type MxRecord } from './publish';

export interface BulkOptions {
  /** How many domains: `d000001.bulk.example` and so on. */
  readonly domains: number;
  /** How many MX hosts they share, two each: `mx1.bulk.example` and so on. */
  readonly mxHosts: number;
}

const ZONE = 'bulk.example';

/** So many policy hosts share a certificate, as at a hosting company: making 35,000 would take longer than a run. */
const HOSTS_PER_CERTIFICATE = 25;

/** Healthy domains by number, half with RSA and half with EC chains. They are answered by rule: nothing is stored. */
export class Bulk {
  constructor(private readonly options: BulkOptions) {}

  *domains(): Generator<string> {
    for (let number = 1; number <= this.options.domains; number++) yield domainName(number);
  }

  /** The MX hosts, with their key kinds. */
  *mxHosts(): Generator<[name: string, key: KeyKind]> {
    for (let index = 0; index < this.options.mxHosts; index++) yield [mxName(index), keyKind(index)];
  }

  /** What is at a name, or not set when it is none of these domains'. */
  findNode = (name: string): ZoneNode | undefined => {
    const number = this.numberOf(name);
    if (number === undefined) return undefined;
    const domain = domainName(number);
    return zoneNodes({ name: domain, says: '', mx: this.mx(number), zone: { 'mta-sts': { A: [MAIN_ADDRESS] } } }).get(
      name,
    );
  };

  findPolicyHost = (name: string): PolicyHostBehaviour | undefined => {
    const number = name.startsWith('mta-sts.') ? this.numberOf(name) : undefined;
    if (number === undefined) return undefined;
    const group = Math.floor((number - 1) / HOSTS_PER_CERTIFICATE);
    const names = Array.from(
      { length: HOSTS_PER_CERTIFICATE },
      (_, index) => `mta-sts.${domainName(group * HOSTS_PER_CERTIFICATE + index + 1)}`,
    );
    const body = policyBody({ name: domainName(number), says: '', mx: this.mx(number) });
    return { answer: { body }, certificate: { names, key: keyKind(group) } };
  };

  private numberOf(name: string): number | undefined {
    const match = /^(?:[a-z_.-]+\.)?d(\d{6,})\.bulk\.example$/.exec(name);
    const number = Number(match?.[1] ?? 0);
    return number >= 1 && number <= this.options.domains ? number : undefined;
  }

  private mx(number: number): MxRecord[] {
    const { mxHosts } = this.options;
    const first = number % mxHosts;
    const second = (first + 1 + (Math.floor(number / mxHosts) % Math.max(mxHosts - 1, 1))) % mxHosts;
    return [...new Set([first, second])].map((index, order) => [10 * (order + 1), mxName(index)]);
  }
}

const domainName = (number: number): string => `d${String(number).padStart(6, '0')}.${ZONE}`;

const mxName = (index: number): string => `mx${index + 1}.${ZONE}`;

const keyKind = (index: number): KeyKind => (index % 2 === 0 ? 'ec' : 'rsa');
