import { networkInterfaces } from 'node:os';
import type { NetworkObserver } from '../../probes/observer';
import { addressRefusal } from '../../probes/address-guard';
import { UserError } from '../errors';
import { safe } from '../terminal/escape';
import type { AgentLog } from './log';

const WHY = 'MX hosts are told this name, and distrust one that is not true.';

/**
 * Holds the name for EHLO against the world: a name must lead to an address, and an address in brackets must be one of
 * this machine's own. Nothing is guessed.
 * @throws UserError when there is none, or it is not true
 */
export async function checkEhlo(
  ehlo: string | undefined,
  observer: Pick<NetworkObserver, 'observeMxHost'>,
  allowPrivate: boolean,
  log: AgentLog,
): Promise<string> {
  if (ehlo === undefined)
    throw new UserError(
      `An agent needs the name that it gives in EHLO: --ehlo NAME, or the key ehlo of the configuration. Take the name in the reverse DNS of the address that this machine is seen under. ${WHY}`,
    );
  if (ehlo.startsWith('[')) {
    checkLiteral(ehlo, allowPrivate);
    return ehlo;
  }
  const { addresses } = await observer.observeMxHost(ehlo, undefined, 'closed');
  if (
    addresses.state === 'absent' ||
    (addresses.state === 'present' && addresses.value.ipv4.length + addresses.value.ipv6.length === 0)
  ) {
    throw new UserError(
      `${safe(ehlo)} has no address in the DNS, so it cannot be the name of this machine in EHLO. Give it one, the address that this machine is seen under, or choose another with --ehlo. ${WHY}`,
    );
  }
  if (addresses.state === 'unknown')
    log('warn', 'the name for EHLO could not be looked up', { ehlo, cause: addresses.cause, detail: addresses.detail });
  return ehlo;
}

function checkLiteral(ehlo: string, allowPrivate: boolean): void {
  const address = ehlo
    .slice(1, -1)
    .replace(/^IPv6:/i, '')
    .toLowerCase();
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address.toLowerCase()));
  if (!own.includes(address))
    throw new UserError(
      `${safe(ehlo)} is no address of this machine, so it cannot stand in EHLO. Behind a NAT give a name: --ehlo monitor.example.com. ${WHY}`,
    );
  const refusal = addressRefusal(address, allowPrivate);
  if (refusal !== undefined)
    throw new UserError(
      `${safe(ehlo)} is not a public address (${refusal.reason}), and nobody else knows this machine by it. Give a name: --ehlo monitor.example.com. ${WHY}`,
    );
}
