import type { AddressAnswer } from '../../core/model';
import { addressRefusal } from '../address-guard';

export interface Candidate {
  readonly address: string;
  readonly family: 4 | 6;
  /** Why it must not be contacted. */
  readonly refused?: string;
}

/** The addresses in the order to try them, families in turn and IPv4 first: where only one works it is mostly that. */
export function candidates({ ipv4, ipv6 }: AddressAnswer, allowPrivate: boolean): Candidate[] {
  const longer = Math.max(ipv4.length, ipv6.length);
  return Array.from({ length: longer }, (_, index) => [
    candidate(ipv4[index], 4, allowPrivate),
    candidate(ipv6[index], 6, allowPrivate),
  ])
    .flat()
    .filter((each) => each !== undefined);
}

function candidate(address: string | undefined, family: 4 | 6, allowPrivate: boolean): Candidate | undefined {
  if (address === undefined) return undefined;
  const refusal = addressRefusal(address, allowPrivate);
  return { address, family, ...(refusal && { refused: `${address} is not a public address: ${refusal.reason}` }) };
}
