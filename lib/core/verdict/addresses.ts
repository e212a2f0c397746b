import type { Finding, UnknownAspect } from '../model';
import type { MxHostView } from './views';

/** The addresses of an MX host at which these were found. */
export const addressesOf = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(
    findings.flatMap(({ aspects }) =>
      aspects.flatMap((aspect) => (aspect.startsWith('smtp:') ? [aspect.slice('smtp:'.length)] : [])),
    ),
  );

/** An IPv6 address that is out of sight because the place has no IPv6: no news of the host. */
export const isWithoutRoute = ({ aspect, cause }: Pick<UnknownAspect, 'aspect' | 'cause'>): boolean =>
  cause === 'unreachable' &&
  (aspect === 'policy:ipv6' || (aspect.startsWith('smtp:') && aspect.slice('smtp:'.length).includes(':')));

/** Whether a sender may fare better at an address that could not be seen. */
export const mayBeOpen = ({ unknown }: Pick<MxHostView, 'unknown'>, closed: ReadonlySet<string>): boolean =>
  unknown.some(
    (one) => one.aspect.startsWith('smtp:') && !closed.has(one.aspect.slice('smtp:'.length)) && !isWithoutRoute(one),
  );
