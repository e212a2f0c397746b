import type { Duration } from 'aws-cdk-lib';
import type { CheckKey } from '../../config/check-settings';
import type { Nothing } from '../../config/nothing';
import type { EncryptedResolver, PlainResolver } from '../../core/resolvers';

/** Settings of a check; the same keys as in the configuration file. */
export interface CheckProps {
  /**
   * DNS resolvers: `ADDRESS`, `ADDRESS:PORT`, `https://HOST/PATH`, `tls://HOST:PORT#NAME`, or `system` for the resolver of
   * the Lambda environment. Two must agree before a failure or an absence counts.
   * @default - Cloudflare, Google and Quad9 over HTTPS
   */
  readonly resolvers?: readonly (string | PlainResolver | EncryptedResolver)[];
  /**
   * Whether the resolvers validate DNSSEC and nobody can change their answers on the way, so that DANE is judged.
   * @default - true of Cloudflare, Google and Quad9 over `https://` or `tls://`, false of all others
   */
  readonly resolverTrusted?: boolean;
  /**
   * The most questions a second to one resolver, from one function at a time.
   * @default 250
   */
  readonly resolverRate?: number;
  /**
   * How often the domains' own name servers are asked, each by itself.
   * @default Duration.days(1)
   */
  readonly nameServers?: Duration | 'never';
  /** @default 53 */
  readonly nameServerPort?: number;
  /** @default 443 */
  readonly httpsPort?: number;
  /** @default 25 */
  readonly smtpPort?: number;
  /**
   * PEM files with certificates of authorities to trust beside the system's.
   * @default - the system's authorities alone
   */
  readonly ca?: readonly string[];
  /**
   * Whether to connect to addresses that are not public.
   * @default false
   */
  readonly allowPrivateAddresses?: boolean;
  /**
   * The longest that one check may take.
   * @default Duration.seconds(60)
   */
  readonly timeout?: Duration;
  /**
   * Checks that start at the same time in one function: the main lever on the cost.
   * @default 64
   */
  readonly concurrency?: number;
  /**
   * MX hosts that tell whether port 25 works from where MX hosts are looked at; an empty list does without.
   * @default - five large ones of different operators; with another `smtpPort` than 25, none
   */
  readonly canaries?: readonly string[];
  /**
   * The name to give in EHLO: the name in the reverse DNS of the vantage's address.
   * @default - the name of the machine, or its address in brackets
   */
  readonly ehlo?: string;
}

/** A setting without a prop does not compile. */
export type SettingsWithoutProp = Nothing<Exclude<CheckKey, keyof CheckProps>>;
/** A prop that is no setting does not compile. */
export type PropsWithoutSetting = Nothing<Exclude<keyof CheckProps, CheckKey>>;
