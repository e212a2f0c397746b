import { listen } from './listener';

/** The machine cannot hold the sandbox; the message says what to do. */
export class LoopbackError extends Error {}

/** Where DNS and HTTPS are served. */
export const MAIN_ADDRESS = '127.0.0.1';

/** Where the second and the third resolver are. */
export const OTHER_RESOLVERS = ['127.0.0.2', '127.0.0.3'] as const;

/** Where policy hosts have their second address. */
export const SECOND_WEB_ADDRESS = '127.0.0.10';

/** Nothing of the sandbox listens here: connections are refused. */
export const CLOSED_ADDRESS = '127.0.0.9';

const PER_BLOCK = 254;

/** The address of the nth MX host: 127.0.1.1 to 127.0.1.254, then 127.0.2.1 and so on. */
export const mxAddress = (index: number): string =>
  `127.0.${1 + Math.floor(index / PER_BLOCK)}.${1 + (index % PER_BLOCK)}`;

/**
 * Linux has all of 127.0.0.0/8 on loopback; macOS and the BSDs have 127.0.0.1 alone until told otherwise.
 *
 * @throws LoopbackError when one of the addresses is missing
 */
export async function requireAddresses(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    if (await canListen(address)) continue;
    throw new LoopbackError(
      `the sandbox gives each MX host a loopback address of its own, and this machine has no ${address}. ` +
        `Until the next start of the machine, this adds what is missing:\n` +
        `  for address in ${addresses.join(' ')}; do sudo ifconfig lo0 alias $address; done`,
    );
  }
}

/** Whether the machine has an IPv6 loopback; many containers have none. */
export const hasIpv6 = (): Promise<boolean> => canListen('::1');

async function canListen(address: string): Promise<boolean> {
  try {
    const bound = await listen(address, 0, () => undefined);
    await bound.close();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return false;
    throw error;
  }
}
