import {
  DEFAULT_RESOLVERS,
  isEncrypted,
  isTrustedByDefault,
  operatorOf,
  type PlainResolver,
  type ResolverSpec,
} from '../../core/resolvers';
import { processWideAgreed } from './agreed';
import type { EdnsSupport } from './edns';
import { httpsTransport } from './over-https';
import { tlsTransport } from './over-tls';
import { paced } from './pace';
import { Panel } from './panel';
import { plainTransport } from './plain';
import { Resolver } from './resolver';
import { SecureConnector } from './secure';
import { systemServers } from './servers';
import type { DnsTransport } from './transport';
import { Witness } from './witness';

export interface ResolversOptions {
  /** Default: public ones of three operators, and the system's where those cannot be reached. */
  readonly resolvers?: readonly ResolverSpec[] | undefined;
  /** Whether the resolvers' word on DNSSEC is believed. Default: that of well-known ones over an authenticated channel. */
  readonly trustAd?: boolean | undefined;
  /** PEM texts of authorities to trust beside the default ones. */
  readonly ca?: readonly string[] | undefined;
  /** One try to ask one resolver, milliseconds. */
  readonly timeoutMs: number;
  /** Questions under way to one operator at a time. */
  readonly concurrency: number;
  /** Questions a second to one resolver. */
  readonly rate: number;
  readonly edns: EdnsSupport;
  /** Ends everything under way, and the connections. */
  readonly signal: AbortSignal;
}

export interface OpenResolvers {
  readonly panel: Panel;
  /** What some of them say of DNSSEC is believed. */
  readonly trusted: boolean;
}

/** Makes the resolvers ready to be asked; connections are made when they are needed. */
export function openResolvers(options: ResolversOptions): OpenResolvers {
  const specs = options.resolvers ?? DEFAULT_RESOLVERS;
  const connector = new SecureConnector(options.ca);
  const operators = new Map<string, ResolverSpec[]>();
  for (const spec of specs) operators.set(operatorOf(spec), [...(operators.get(operatorOf(spec)) ?? []), spec]);
  const witnesses = [...operators].map(([name, of]) => witnessOf(name, of, connector, options));
  const fallback =
    options.resolvers === undefined && systemServers().length > 0
      ? { fallback: witnessOf(operatorOf('system'), ['system'], connector, options) }
      : {};
  return {
    panel: new Panel({ witnesses, agreed: processWideAgreed, ...fallback }),
    trusted: witnesses.some(({ trusted }) => trusted),
  };
}

function witnessOf(
  name: string,
  specs: readonly ResolverSpec[],
  connector: SecureConnector,
  { trustAd, timeoutMs, concurrency, rate, edns, signal }: ResolversOptions,
): Witness {
  const transports = specs
    .flatMap((spec) => transportsOf(spec, connector, rate))
    .map((transport) => edns.fallback(transport));
  signal.addEventListener('abort', () => {
    for (const transport of transports) transport.close?.();
  });
  // Over a connection nothing gets lost: a second try is for one that the server has closed.
  const leastTries = specs.every(isEncrypted) ? 2 : 3;
  const trusted = specs.every((spec) => trustAd ?? isTrustedByDefault(spec));
  return new Witness(name, trusted, new Resolver({ transports, leastTries, timeoutMs, concurrency, signal }));
}

function transportsOf(spec: ResolverSpec, connector: SecureConnector, rate: number): readonly DnsTransport[] {
  if (spec === 'system') return systemServers().map((server) => plain(server, rate));
  if (!isEncrypted(spec)) return [plain(spec, rate)];
  const transport = spec.over === 'https' ? httpsTransport(spec, connector) : tlsTransport(spec, connector);
  return [isHere(spec.host) ? transport : paced(transport, rate)];
}

const plain = (server: PlainResolver, rate: number): DnsTransport =>
  isHere(server.address) ? plainTransport(server) : paced(plainTransport(server), rate);

/** One on this machine, which nobody else uses. */
const isHere = (host: string): boolean => /^127\.|^::1$/.test(host);
