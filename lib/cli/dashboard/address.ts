import type { CliOutput } from '../io';
import type { LocalDashboard } from './serve';

/**
 * The address for a person, and what to know of it. On a terminal it holds the token; what goes anywhere else may be
 * kept as a log, so it does not.
 */
export function addressFor(
  { url, address }: Pick<LocalDashboard, 'url' | 'address'>,
  { isTTY }: CliOutput,
): { readonly address: string; readonly note: string } {
  return isTTY === true
    ? {
        address,
        note: 'Keep this address to yourself: anyone who opens it on this machine can acknowledge and mute alerts in your name.',
      }
    : {
        address: url,
        note: 'To make changes, add the token to the address: /?token=TOKEN. "mta-sts-watch dashboard token" prints the token; give it the same --config or --data-dir.',
      };
}
