import { Zone, type ZoneNode } from '../dns/zone';
import type { MxBehaviour } from '../mx/behaviour';
import type { MxEndpoint } from '../mx/server';
import { mxAddress } from '../net/loopback';
import type { HostCertificate } from '../pki/spec';
import type { PolicyHostBehaviour } from '../policy-host/behaviour';
import type { Change, DomainDeclaration, MxHostDeclaration } from './declaration';
import { named, nameServersOf, type NameServer } from './name-servers';
import { absolute, policyHost, secondPolicyHost, SHARED_MX, zoneNodes } from './publish';

interface Host {
  readonly addresses: readonly string[];
  /** The host's zone is signed. */
  readonly secure: boolean;
}

/** TLSA records that are declared and not published yet: they need the SMTP port and the certificate. */
export interface PendingTlsa {
  readonly host: string;
  readonly tlsa: NonNullable<MxHostDeclaration['tlsa']>;
  readonly certificate: HostCertificate;
  readonly secure: boolean;
}

/** The declared Internet: what is published where, and how each host behaves. It serves nothing by itself. */
export class World {
  readonly zone = new Zone();
  readonly policyHosts = new Map<string, PolicyHostBehaviour>();
  /** Those that have a second address, as they behave there. */
  readonly secondPolicyHosts = new Map<string, PolicyHostBehaviour>();
  private readonly domains = new Map<string, DomainDeclaration>();
  private readonly hosts = new Map<string, Host>();
  private readonly endpoints = new Map<string, MxEndpoint>();
  private readonly nameServersOfDomains = new Map<string, readonly NameServer[]>();
  private pendingTlsa: PendingTlsa[] = [];
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

  /** The name servers of those domains that have their own. */
  get nameServers(): NameServer[] {
    return [...this.nameServersOfDomains.values()].flat();
  }

  /** What the second (0) or the third resolver (1) says instead. */
  otherwise(resolver: 0 | 1): ReadonlyMap<string, ZoneNode> {
    return new Map(
      [...this.domains.values()].flatMap(({ name, otherResolvers }) =>
        otherResolvers === undefined ? [] : [...named(name, otherResolvers[resolver])],
      ),
    );
  }

  /** The addresses of an MX host. @throws RangeError when there is no such host */
  addressesOf(host: string): readonly string[] {
    const known = this.hosts.get(host);
    if (!known) throw new RangeError(`the sandbox has no MX host ${host}`);
    return known.addresses;
  }

  /** The TLSA records declared since the last call. */
  takePendingTlsa(): PendingTlsa[] {
    const pending = this.pendingTlsa;
    this.pendingTlsa = [];
    return pending;
  }

  /** Declares how an MX host behaves; a new one gets an address for each of its behaviours. */
  setHost(name: string, { also = [], ipv6, tlsa, ...first }: MxHostDeclaration, signed?: true): MxEndpoint[] {
    const behaviours: MxBehaviour[] = [first, ...also];
    const host = this.hosts.get(name) ?? {
      addresses: behaviours.map(() => (ipv6 ? '::1' : mxAddress(this.nextAddress++))),
      secure: signed === true,
    };
    if (!this.hosts.has(name)) {
      this.hosts.set(name, host);
      this.zone.set(name, this.hostNode(name));
    }
    if (tlsa) this.pendingTlsa.push({ host: name, tlsa, certificate: first.certificate ?? {}, secure: host.secure });
    return host.addresses.map((address, index) => {
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
    for (const name of zoneNodes(before).keys()) {
      if (this.hosts.has(name)) this.zone.set(name, this.hostNode(name));
      else this.zone.delete(name);
    }
    return this.publish({ ...before, ...change.to }, change.to.hosts);
  }

  private publish(domain: DomainDeclaration, changedHosts: DomainDeclaration['hosts'] = {}): MxEndpoint[] {
    const { name, secure } = domain;
    this.domains.set(name, domain);
    const web = policyHost(domain);
    if (web) this.policyHosts.set(absolute('mta-sts', name), web);
    else this.policyHosts.delete(absolute('mta-sts', name));
    const second = secondPolicyHost(domain);
    if (second) this.secondPolicyHosts.set(absolute('mta-sts', name), second);
    else this.secondPolicyHosts.delete(absolute('mta-sts', name));
    this.publishNameServers(domain);
    const endpoints = Object.entries(changedHosts).flatMap(([label, host]) =>
      this.setHost(absolute(label, name), host, secure),
    );
    for (const [owner, node] of zoneNodes(domain))
      this.zone.set(owner, { ...this.hostNode(owner), ...(secure && { secure }), ...node });
    return endpoints;
  }

  /** Their addresses stay when the domain changes. */
  private publishNameServers(domain: DomainDeclaration): void {
    if (domain.nameServers === undefined || this.nameServersOfDomains.has(domain.name)) return;
    const servers = nameServersOf(domain, () => mxAddress(this.nextAddress++));
    this.nameServersOfDomains.set(domain.name, servers);
    for (const { name, address } of servers) if (address !== undefined) this.zone.set(name, { A: [address] });
  }

  private hostNode(name: string): ZoneNode {
    const { addresses, secure } = this.hosts.get(name) ?? { addresses: [], secure: false };
    if (addresses.length === 0) return {};
    return { [addresses[0]?.includes(':') ? 'AAAA' : 'A']: addresses, ...(secure && { secure }) };
  }
}
