import { listen, type Bound } from '../net/listener';
import { onOnePort } from '../net/one-port';
import type { TlsContexts } from '../tls/server-side';
import type { MxBehaviour, MxStatistics } from './behaviour';
import { holdSession } from './session';

/** One address of one MX host. */
export interface MxEndpoint {
  readonly host: string;
  readonly address: string;
  readonly behaviour: MxBehaviour;
}

interface Served extends MxEndpoint {
  behaviour: MxBehaviour;
  readonly statistics: MxStatistics;
  bound?: Bound | undefined;
}

/** All MX hosts: each has an address of its own, since SMTP names nobody before the greeting, and all have one port. */
export class MxServer {
  private readonly endpoints = new Map<string, Served>();
  private boundPort = 0;

  private constructor(private readonly contexts: TlsContexts) {}

  /** @throws the system's error when an address cannot be bound, such as EADDRNOTAVAIL */
  static async start(endpoints: readonly MxEndpoint[], contexts: TlsContexts, wantedPort = 0): Promise<MxServer> {
    const server = new MxServer(contexts);
    const open = endpoints
      .map((endpoint) => server.add(endpoint))
      .filter(({ behaviour }) => behaviour.listening !== false);
    const { port } = await onOnePort(
      wantedPort,
      open.map((endpoint) => (port) => server.open(endpoint, port)),
    );
    server.boundPort = port;
    return server;
  }

  get port(): number {
    return this.boundPort;
  }

  /** What was seen at an address so far. */
  statistics(address: string): MxStatistics {
    return this.at(address).statistics;
  }

  /** Connections that come from now on meet the new behaviour; an address that is new is opened. */
  async behave(changed: MxEndpoint): Promise<void> {
    const endpoint = this.endpoints.get(changed.address) ?? this.add(changed);
    endpoint.behaviour = changed.behaviour;
    if (changed.behaviour.listening === false) {
      await endpoint.bound?.close();
      endpoint.bound = undefined;
    } else if (!endpoint.bound) {
      await this.open(endpoint, this.port);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.endpoints.values()].map(async ({ bound }) => bound?.close()));
  }

  private async open(endpoint: Served, port: number): Promise<Bound> {
    endpoint.bound = await listen(endpoint.address, port, (socket) => {
      holdSession(socket, {
        name: endpoint.host,
        behaviour: endpoint.behaviour,
        statistics: endpoint.statistics,
        contexts: this.contexts,
      });
    });
    return endpoint.bound;
  }

  private add(endpoint: MxEndpoint): Served {
    const served = { ...endpoint, statistics: noStatistics() };
    this.endpoints.set(endpoint.address, served);
    return served;
  }

  private at(address: string): Served {
    const endpoint = this.endpoints.get(address);
    if (!endpoint) throw new RangeError(`no MX host of the sandbox is at ${address}`);
    return endpoint;
  }
}

const noStatistics = (): MxStatistics => ({
  connections: 0,
  open: 0,
  mostOpen: 0,
  tlsSessions: 0,
  commands: new Map(),
  clientNames: new Set(),
});
