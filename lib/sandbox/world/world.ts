import { Zone, type ZoneNode } from '../dns/zone';
import type { MxBehaviour } from '../mx/behaviour';
import type { MxEndpoint } from '../mx/server';
import { mxAddress } from '../net/loopback';
import type { PolicyHostBehaviour } from '../policy-host/behaviour';
import type { Change, DomainDeclaration, MxHostDeclaration } from './declaration';
import { absolute, policyHost, SHARED_MX, zoneNodes } from './publish';

/** The declared Internet: what is published where, and how each host behaves. It serves nothing by itself. */
export class World {
  readonly zone = new Zone();
  readonly policyHosts = new Map<string, PolicyHostBehaviour>();
  private readonly domains = new Map<string, DomainDeclaration>();
  private readonly addresses = new Map<string, readonly string[]>();
  private readonly endpoints = new Map<string, MxEndpoint>();
  private nextAddress = 0;

  constructor(domains: Iterable<DomainDeclaration>) {
    const [ec, rsa] = SHARED_MX;
    this.setHost(ec, {});
    this.setHost(rsa, { certificate: { key: 'rsa' } });
    for (const domain of domains) this.publish(domain, domain.hosts);
  }

  /** Every address of every MX host. */
  get mxEndpoints(): MxEndpoint[] {
    return [...this.endpoints.values()];
  }

  /** The addresses of an MX host. @throws RangeError when there is no such host */
  addressesOf(host: string): readonly string[] {
    const addresses = this.addresses.get(host);
    if (!addresses) throw new RangeError(`the sandbox has no MX host ${host}`);
    return addresses;
  }

  /** Declares how an MX host behaves; a new one gets an address for each of its behaviours. */
  setHost(name: string, { also = [], ipv6, ...first }: MxHostDeclaration): MxEndpoint[] {
    const behaviours: MxBehaviour[] = [first, ...also];
    if (!this.addresses.has(name)) {
      this.addresses.set(name, behaviours.map(() => (ipv6 ? '::1' : mxAddress(this.nextAddress++))));
      this.zone.set(name, this.addressNode(name));
    }
    return this.addressesOf(name).map((address, index) => {
      const endpoint = { host: name, address, behaviour: behaviours[index] ?? first };
      this.endpoints.set(address, endpoint);
      return endpoint;
    });
  }

  /** Applies a change. @returns the MX endpoints that may behave differently now */
  apply(change: Change): MxEndpoint[] {
    if ('host' in change) return this.setHost(change.host, change.to);
    const before = this.domains.get(change.domain);
    if (!before) throw new RangeError(`the sandbox has no domain ${change.domain}`);
    const { hosts } = change.to;
    for (const name of zoneNodes(before).keys()) this.zone.delete(name);
    return this.publish({ ...before, ...change.to }, hosts);
  }

  private publish(domain: DomainDeclaration, changedHosts: DomainDeclaration['hosts'] = {}): MxEndpoint[] {
    this.domains.set(domain.name, domain);
    const web = policyHost(domain);
    if (web) this.policyHosts.set(absolute('mta-sts', domain.name), web);
    else this.policyHosts.delete(absolute('mta-sts', domain.name));
    const endpoints = Object.entries(changedHosts).flatMap(([label, host]) => this.setHost(absolute(label, domain.name), host));
    for (const [name, node] of zoneNodes(domain)) this.zone.set(name, { ...this.addressNode(name), ...node });
    return endpoints;
  }

  private addressNode(host: string): ZoneNode {
    const addresses = this.addresses.get(host) ?? [];
    if (addresses.length === 0) return {};
    return addresses[0]?.includes(':') ? { AAAA: addresses } : { A: addresses };
  }
}
