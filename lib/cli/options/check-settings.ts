import type { Command } from 'commander';
import type { Config } from '../../config';
import { parseCanary } from '../../config/canaries';
import { duration } from '../../config/duration';
import { parseEhloName, parsePort } from '../../config/network';
import { parseResolver } from '../../config/resolver';
import { text, wholeNumber } from '../../config/values';
import type { ResolverSpec } from '../../core/resolvers';
import { parsed, repeated } from './parsed';

/** The options of a look as commander gives them; one that is not set leaves the configuration's value. */
export interface CheckSettingFlags {
  readonly resolver?: readonly ResolverSpec[];
  readonly trustResolver?: true;
  readonly resolverRate?: number;
  /** False when they are not to be asked. */
  readonly nameServers?: boolean;
  readonly nameServerPort?: number;
  readonly httpsPort?: number;
  readonly smtpPort?: number;
  /** False when MX hosts are not to be connected to. */
  readonly smtp?: boolean;
  readonly canary?: readonly string[];
  readonly ca?: readonly string[];
  readonly allowPrivateAddresses?: true;
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly ehlo?: string;
}

/** How to look, from the configuration and the options over it. */
export type CheckSettings = Pick<
  Config,
  | 'resolvers'
  | 'resolverTrusted'
  | 'resolverRate'
  | 'nameServers'
  | 'nameServerPort'
  | 'httpsPort'
  | 'smtpPort'
  | 'canaries'
  | 'ca'
  | 'allowPrivateAddresses'
  | 'timeout'
  | 'concurrency'
  | 'ehlo'
  | 'expiryThresholds'
> & {
  /** Whether to connect to MX hosts. */
  readonly smtp: boolean;
};

export const withCheckOptions = (command: Command): Command =>
  withMxHostOptions(command, 'the name of this machine')
    .option('--no-name-servers', "do not ask the domains' own name servers, each by itself")
    .option('--name-server-port <port>', "the port of the domains' name servers (default: 53)", parsed(parsePort))
    .option('--no-smtp', 'do not connect to MX hosts; check only records and policy')
    .option('--https-port <port>', 'the port of the policy hosts (default: 443)', parsed(parsePort));

/** The options of a look at MX hosts alone. */
export function withMxHostOptions(command: Command, ehloDefault?: string): Command {
  return command
    .option(
      '--resolver <address>',
      'a DNS resolver to ask: ADDRESS, ADDRESS:PORT, https://HOST/PATH, tls://HOST:PORT#NAME or system; may be repeated',
      repeated(parseResolver),
    )
    .option(
      '--trust-resolver',
      'believe what the resolvers say of DNSSEC, and judge DANE: they validate, and nobody is on the way to them',
    )
    .option(
      '--resolver-rate <number>',
      'the most questions a second to one resolver (default: 250)',
      parsed(wholeNumber(1, 100_000, 'a number of questions')),
    )
    .option('--smtp-port <port>', 'the port of the MX hosts (default: 25)', parsed(parsePort))
    .option(
      '--canary <host>',
      'an MX host that tells whether port 25 works from here; may be repeated (default: five large ones)',
      repeated(parseCanary),
    )
    .option(
      '--ca <file>',
      'a PEM file with authorities to trust as well; may be repeated',
      repeated(text('the name of a file', 'Give the path of a PEM file.')),
    )
    .option('--allow-private-addresses', 'connect to addresses that are not public, too')
    .option(
      '--timeout <duration>',
      'the longest that one check may take (default: 60s)',
      parsed(duration(1_000, 600_000)),
    )
    .option(
      '--concurrency <number>',
      'how many checks start at the same time (default: 64)',
      parsed(wholeNumber(1, 1_000, 'a number of checks at once')),
    )
    .option(
      '--ehlo <name>',
      `the name to give in EHLO${ehloDefault === undefined ? '' : ` (default: ${ehloDefault})`}`,
      parsed(parseEhloName),
    );
}

export function checkSettings(config: Config, flags: CheckSettingFlags): CheckSettings {
  const {
    resolvers = config.resolvers,
    ca = config.ca,
    ehlo = config.ehlo,
    canaries = config.canaries,
    trusted = config.resolverTrusted,
  } = { ...flags, resolvers: flags.resolver, canaries: flags.canary, trusted: flags.trustResolver };
  return {
    resolverRate: flags.resolverRate ?? config.resolverRate,
    nameServers: flags.nameServers === false ? 'never' : config.nameServers,
    nameServerPort: flags.nameServerPort ?? config.nameServerPort,
    httpsPort: flags.httpsPort ?? config.httpsPort,
    smtpPort: flags.smtpPort ?? config.smtpPort,
    smtp: flags.smtp ?? true,
    allowPrivateAddresses: flags.allowPrivateAddresses ?? config.allowPrivateAddresses,
    timeout: flags.timeout ?? config.timeout,
    concurrency: flags.concurrency ?? config.concurrency,
    expiryThresholds: config.expiryThresholds,
    ...(trusted !== undefined && { resolverTrusted: trusted }),
    ...(resolvers !== undefined && { resolvers: [...resolvers] }),
    ...(canaries !== undefined && { canaries: [...canaries] }),
    ...(ca !== undefined && { ca: [...ca] }),
    ...(ehlo !== undefined && { ehlo }),
  };
}
