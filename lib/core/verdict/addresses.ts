import type { Finding } from '../model';

/** The addresses of an MX host at which these were found. */
export const addressesOf = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(findings.flatMap(({ aspects }) => aspects.flatMap((aspect) => (aspect.startsWith('smtp:') ? [aspect.slice('smtp:'.length)] : []))));
