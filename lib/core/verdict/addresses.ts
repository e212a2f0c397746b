import type { Finding, UnknownAspect } from '../model';
import { addressAt, addressesAt } from '../model';
import type { MxHostView } from './views';

/** The addresses of an MX host at which these were found. */
export const addressesOf = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(findings.flatMap(({ aspects }) => addressesAt('smtp', aspects)));

/** An IPv6 address that is out of sight because the place has no IPv6: no news of the host. */
export const isWithoutRoute = ({ aspect, cause }: Pick<UnknownAspect, 'aspect' | 'cause'>): boolean =>
  cause === 'unreachable' && (aspect === 'policy:ipv6' || addressAt('smtp', aspect)?.includes(':') === true);

/** Whether a sender may fare better at an address that could not be seen. */
export const mayBeOpen = ({ unknown }: Pick<MxHostView, 'unknown'>, closed: ReadonlySet<string>): boolean =>
  unknown.some((one) => {
    const address = addressAt('smtp', one.aspect);
    return address !== undefined && !closed.has(address) && !isWithoutRoute(one);
  });
