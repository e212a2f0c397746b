import { hostname } from 'node:os';
import type { ResolverSpec } from '../core/resolvers';
import { domainNameFault } from '../core/text/domain-name';
import type { Clock } from '../monitor/ports';
import type { NameServerSchedule } from './name-servers/due';

export interface ObserverOptions {
  /** Recursive resolvers. Default: Cloudflare's, Google's and Quad9's over HTTPS, and the system's where none of those can be reached. */
  readonly resolvers?: readonly ResolverSpec[] | undefined;
  /** The path to the resolvers is trusted, and they validate: believe their AD bit. Default: true of well-known ones over an authenticated channel. */
  readonly trustAd?: boolean | undefined;
  /** Questions a second to one resolver; one on this machine is not held up. Default: 250. */
  readonly resolverRate?: number;
  /** Connect to MX hosts; if not, their names are resolved and that is all. Default: true. */
  readonly observeSmtp?: boolean;
  /** Look up TLSA records of MX hosts. Default: when the AD bit of some resolver is believed. */
  readonly observeTlsa?: boolean;
  /** When the domains' own name servers are asked, each by itself. Default: never. */
  readonly nameServers?: NameServerSchedule;
  /** Default: 53. */
  readonly nameServerPort?: number;
  /** Default: 443. */
  readonly httpsPort?: number;
  /** Default: 25. */
  readonly smtpPort?: number;
  /** PEM texts of authorities to trust beside the default ones (see lib/probes/tls/roots.ts). */
  readonly ca?: readonly string[];
  /** Connect to addresses that are not public; see lib/probes/address-guard.ts. Default: false. */
  readonly allowPrivateAddresses?: boolean;
  /** One try to ask one resolver, milliseconds. Default: 3 seconds. */
  readonly dnsTimeoutMs?: number;
  /**
   * How long a connection attempt may take, milliseconds: a dead address must not use up the check. Each later step may
   * take what is left of the check. Default: 20 seconds.
   */
  readonly connectTimeoutMs?: number;
  /**
   * One check of a domain or of an MX host, milliseconds: half of the latter at most for DNS, the rest for a session with
   * each address, once its turn has come. Default: 60 seconds (RFC 8461 section 3.3).
   */
  readonly checkTimeoutMs?: number;
  /** How often a policy host or an MX host that says "not now" is tried within the time of one look; default: once. */
  readonly tries?: number;
  /** What EHLO says. Default: the host name of this machine if it has dots, or its address in brackets. */
  readonly ehloName?: string;
  /** Sessions begun with the MX hosts of one operator in a second, at most; who says "not now" is left alone for a while. Default: no such bound. */
  readonly sessionsPerSecond?: number;
  /** The first such while, milliseconds. Default: 5 seconds. */
  readonly backOffMs?: number;
  /** What the policy request says. Default: `mta-sts-watch`. */
  readonly userAgent?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
}

const SECOND = 1000;

/** Questions to DNS under way at a time: a look asks six, and a resolver at home bears no more. */
export const DNS_CONCURRENCY = 64;

/** DNS answers are kept for the looks of one run, not for the next run. */
export const KEEP_ANSWERS = { keepMs: 30 * SECOND, keep: 5000 };

/** The options with their defaults. */
export function withDefaults(options: ObserverOptions) {
  const name = hostname();
  const ehloName = options.ehloName ?? (name.includes('.') && domainNameFault(name) === undefined ? name : undefined);
  return {
    observeSmtp: true,
    nameServers: 'never' as NameServerSchedule,
    nameServerPort: 53,
    httpsPort: 443,
    smtpPort: 25,
    allowPrivateAddresses: false,
    resolverRate: 250,
    dnsTimeoutMs: 3 * SECOND,
    connectTimeoutMs: 20 * SECOND,
    checkTimeoutMs: 60 * SECOND,
    userAgent: 'mta-sts-watch',
    clock: { now: () => Date.now() },
    ...options,
    ...(ehloName !== undefined && { ehloName }),
  };
}
