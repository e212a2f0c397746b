import type { Bound } from './listener';

/** Binds one socket to the port; 0 lets the system choose. Rejects with the system's error. */
export type Bind = (port: number) => Promise<Bound>;

const ATTEMPTS = 20;

/**
 * Binds several addresses or protocols to one port number: the system chooses it for the first, and when it is taken
 * for another one, all are closed and a new number is tried.
 *
 * @param wanted the port, or 0 for any
 * @throws the system's error when the wanted port, or every number tried, is taken
 */
export async function onOnePort(wanted: number, binds: readonly Bind[]): Promise<Bound> {
  for (let attempt = 1; ; attempt++) {
    const bound: Bound[] = [];
    const close = async (): Promise<void> => void (await Promise.all(bound.map((each) => each.close())));
    try {
      for (const bind of binds) bound.push(await bind(bound[0]?.port ?? wanted));
      return { port: bound[0]?.port ?? wanted, close };
    } catch (error) {
      await close();
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || wanted !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}
