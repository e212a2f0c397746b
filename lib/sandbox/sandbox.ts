import { serveDns } from './dns/server';
import { withOthers } from './dns/zone';
import { MxServer } from './mx/server';
import type { MxStatistics } from './mx/behaviour';
import { hasIpv6, MAIN_ADDRESS, OTHER_RESOLVERS, SECOND_WEB_ADDRESS, requireAddresses } from './net/loopback';
import { Pki, type PkiState } from './pki/authority';
import { servePolicies } from './policy-host/server';
import { TlsContexts } from './tls/server-side';
import { Bulk, type BulkOptions } from './world/bulk';
import type { Change, DomainDeclaration } from './world/declaration';
import { publishTlsa } from './world/tlsa';
import { servedBy } from './world/name-servers';
import { World } from './world/world';

export interface SandboxOptions {
  /** The domains that exist. Those that need IPv6 are left out where the machine has none. */
  readonly domains?: readonly DomainDeclaration[];
  /** Generated domains beside them. */
  readonly bulk?: BulkOptions;
  /** The CA of an earlier run, to go on with its certificates. */
  readonly pki?: PkiState;
  /** Ports; the system chooses each that is not given. */
  readonly dnsPort?: number;
  readonly httpsPort?: number;
  readonly smtpPort?: number;
}

/** A running sandbox: what a check needs to be pointed at it, and what a test asks about what was done to it. */
export interface Sandbox {
  /** `address:port` of the DNS server, UDP and TCP. */
  readonly resolver: string;
  /** The same, and two more resolvers where some domain declares what they say. */
  readonly resolvers: readonly string[];
  /** The port of the domains' own name servers. */
  readonly nameServerPort: number;
  readonly httpsPort: number;
  readonly smtpPort: number;
  /** The root certificate to trust, PEM. */
  readonly caPem: string;
  /** The names of the declared domains; the generated ones are `bulkDomains`. */
  readonly domains: readonly string[];
  bulkDomains(): Iterable<string>;
  /** Changes what is published or how an MX host behaves, at once. @throws RangeError for a name that does not exist */
  apply(change: Change): Promise<void>;
  /** What was done at each address of an MX host, by address. @throws RangeError when there is no such host */
  mxStatistics(host: string): ReadonlyMap<string, MxStatistics>;
  /** HTTPS requests so far, by URL. */
  readonly webRequests: ReadonlyMap<string, number>;
  /** DNS queries so far. */
  dnsQueries(): number;
  /** Makes the certificates of all declared hosts now; without it each is made when it is first asked for. */
  issueAll(): Promise<void>;
  /** The CA as it is now, for a later `pki` option. Holds private keys. */
  pkiState(): PkiState;
  /** Stops everything; no handle stays open. */
  close(): Promise<void>;
}

/**
 * Starts the small Internet on loopback: DNS, policy hosts, MX hosts and a private CA, on real sockets.
 *
 * @throws LoopbackError when the machine lacks loopback addresses; the message says what to do
 */
export async function startSandbox({
  domains = [],
  bulk: bulkOptions,
  ...options
}: SandboxOptions = {}): Promise<Sandbox> {
  const ipv6 = await hasIpv6();
  const present = domains.filter(({ hosts = {} }) => ipv6 || !Object.values(hosts).some((host) => host.ipv6));
  const world = new World(present);
  const bulk = new Bulk(bulkOptions ?? { domains: 0, mxHosts: 0 });
  for (const [name, key] of bulk.mxHosts()) world.setHost(name, { certificate: { key } });
  world.zone.addRule(bulk.findNode);
  const endpoints = world.mxEndpoints;
  const nameServers = world.nameServers.flatMap((server) =>
    server.address === undefined ? [] : [{ server, address: server.address }],
  );
  const otherResolvers = present.some((domain) => domain.otherResolvers !== undefined) ? OTHER_RESOLVERS : [];
  await requireAddresses([
    ...endpoints.map(({ address }) => address),
    ...nameServers.map(({ address }) => address),
    ...otherResolvers,
    ...(world.secondPolicyHosts.size > 0 ? [SECOND_WEB_ADDRESS] : []),
  ]);

  const pki = await Pki.create(options.pki);
  const contexts = new TlsContexts(pki);
  const findPolicyHost = (name: string) => world.policyHosts.get(name) ?? bulk.findPolicyHost(name);
  const started: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => void (await Promise.all(started.map((server) => server.close())));
  const start = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    started.push(server);
    return server;
  };
  try {
    const dns = await start(serveDns(world.zone, MAIN_ADDRESS, options.dnsPort));
    for (const { server, address } of nameServers)
      await start(serveDns(servedBy(server, world.zone), address, dns.port));
    for (const [index, address] of otherResolvers.entries())
      await start(serveDns(withOthers(world.zone, world.otherwise(index === 0 ? 0 : 1)), address, dns.port));
    const web = await start(servePolicies(findPolicyHost, contexts, MAIN_ADDRESS, options.httpsPort));
    if (world.secondPolicyHosts.size > 0)
      await start(servePolicies((name) => world.secondPolicyHosts.get(name), contexts, SECOND_WEB_ADDRESS, web.port));
    const mx = await start(MxServer.start(endpoints, contexts, options.smtpPort));
    await publishTlsa(world, pki);
    return {
      resolver: `${MAIN_ADDRESS}:${dns.port}`,
      resolvers: [MAIN_ADDRESS, ...otherResolvers].map((address) => `${address}:${dns.port}`),
      nameServerPort: dns.port,
      httpsPort: web.port,
      smtpPort: mx.port,
      caPem: pki.rootPem,
      domains: present.map(({ name }) => name),
      bulkDomains: () => bulk.domains(),
      apply: async (change) => {
        for (const endpoint of world.apply(change)) await mx.behave(endpoint);
        await publishTlsa(world, pki);
      },
      mxStatistics: (host) => new Map(world.addressesOf(host).map((address) => [address, mx.statistics(address)])),
      webRequests: web.requests,
      dnsQueries: () => dns.queries,
      issueAll: async () => {
        for (const { host, behaviour } of world.mxEndpoints) await contexts.for(host, behaviour);
        for (const [host, behaviour] of world.policyHosts) await contexts.for(host, behaviour);
      },
      pkiState: () => pki.state(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
