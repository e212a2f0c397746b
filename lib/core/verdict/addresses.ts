import type { Finding } from '../model';
import type { MxHostView } from './views';

/** The addresses of an MX host at which these were found. */
export const addressesOf = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(findings.flatMap(({ aspects }) => aspects.flatMap((aspect) => (aspect.startsWith('smtp:') ? [aspect.slice('smtp:'.length)] : []))));

/** Whether a sender may fare better at an address that could not be seen; one of IPv6 without a route from here tells nothing of that. */
export const mayBeOpen = ({ unknown }: Pick<MxHostView, 'unknown'>, closed: ReadonlySet<string>): boolean =>
  unknown.some(({ aspect, cause }) => aspect.startsWith('smtp:') && !closed.has(aspect.slice('smtp:'.length)) && !(cause === 'unreachable' && aspect.slice('smtp:'.length).includes(':')));
