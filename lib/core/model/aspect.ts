/**
 * A part of a target that is seen or not seen by itself. What was found in an aspect stays as it is
 * while that aspect is unknown. `policy` is the way to it and `policy:<address>` that way
 * through one address of the policy host, `policy-text` what it says; `smtp:<address>` is one address of an MX host, `zone` what is known of the hosted zone that a domain is in.
 */
export type Aspect =
  | 'sts-record'
  | 'tlsrpt-record'
  | 'mx'
  | 'policy'
  | `policy:${string}`
  | 'policy-text'
  | 'name-servers'
  | 'addresses'
  | 'tlsa'
  | 'zone'
  | `smtp:${string}`;

/** The parts that are seen address by address: sessions with an MX host, and with a policy host. */
export type ByAddress = 'smtp' | 'policy';

export const aspectAt = <Part extends ByAddress>(part: Part, address: string): `${Part}:${string}` =>
  `${part}:${address}`;

/**
 * The address that an aspect is about, where it is one address of this part; undefined for any other aspect.
 * @param aspect an {@link Aspect}, or one as a report has it, which a later release may have written
 */
export const addressAt = (part: ByAddress, aspect: string): string | undefined =>
  aspect.startsWith(`${part}:`) ? aspect.slice(part.length + 1) : undefined;

export const isAt = (part: ByAddress, aspect: string): boolean => addressAt(part, aspect) !== undefined;

/** All addresses of this part that these aspects are about. */
export const addressesAt = (part: ByAddress, aspects: readonly string[]): readonly string[] =>
  aspects.flatMap((aspect) => addressAt(part, aspect) ?? []);
