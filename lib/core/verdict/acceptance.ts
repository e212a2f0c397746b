import { entryOf, refusesMx, refusesMxToSome } from '../findings';
import type { Acceptance } from '../model';
import { addressesOf, mayBeOpen } from './addresses';
import type { MxHostView } from './views';

type Seen = Pick<MxHostView, 'findings' | 'seen' | 'unknown'>;

/** What a sender that enforces a policy does with the host, coverage aside. */
export function acceptanceOf(view: Seen): Acceptance {
  const { findings, seen } = view;
  const refusing = findings.filter(refusesMx);
  if (refusing.some(({ aspects }) => aspects.includes('addresses'))) return 'refused';
  const closed = addressesOf(refusing);
  if (seen.length === 0 && closed.size === 0) return 'unknown';
  const allClosed = seen.every((address) => closed.has(address));
  if (allClosed && !mayBeOpen(view, closed)) return 'refused';
  // Behind an address that nobody reaches a sender tries the next; it loses time, and no protection.
  if (addressesOf(refusing.filter(({ kind }) => entryOf(kind).underPolicyOnly === true)).size > 0) return 'partly';
  if (allClosed) return 'unknown';
  return findings.some(refusesMxToSome) ? 'partly' : 'accepted';
}

/** What a sender that knows no policy does with the host. */
export const acceptanceWithoutPolicy = (view: Seen): Acceptance =>
  acceptanceOf({ ...view, findings: view.findings.filter(({ kind }) => entryOf(kind).underPolicyOnly !== true) });
