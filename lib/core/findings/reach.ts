import type { Finding } from '../model';

/**
 * How far the harm of a finding reaches. `all`: what the catalogue says of its kind. `some-addresses`: other addresses
 * of the host are without the fault. `some-senders`: senders with other TLS libraries are not affected. `none`: senders
 * with a current library are not affected.
 */
export type Reach = 'all' | 'some-addresses' | 'some-senders' | 'none';

/** Reads it from the evidence: `spare`, `acceptedBy` and `partly` (lib/core/model/evidence.ts). */
export function reachOf({ evidence }: Finding): Reach {
  if ('spare' in evidence && evidence.spare === true) return 'none';
  if ('acceptedBy' in evidence && (evidence.acceptedBy?.length ?? 0) > 0) return 'some-senders';
  return 'partly' in evidence && evidence.partly === true ? 'some-addresses' : 'all';
}
