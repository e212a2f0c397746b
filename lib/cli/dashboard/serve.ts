import type { Dashboard } from '../../dashboard/server/server';
import type { OpenStore } from '../../storage/store';
import { UserError } from '../errors';
import { lazy } from '../lazy';
import { systemClock } from '../terminal/time';
import type { DashboardPort } from './options';

export interface LocalDashboardOptions extends DashboardPort {
  readonly store: OpenStore;
  /** Milliseconds between runs. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  /** Where the monitor looks from, for a person. */
  readonly place: string;
  /** Who changes what is changed through it. */
  readonly caller: string;
  /** Told of each fault of this program or its storage. */
  readonly onError: (error: unknown) => void;
}

/**
 * Serves the dashboard over a store, on loopback.
 * @throws UserError when the port is taken
 */
export async function serveLocally({ port, tries, caller, ...dependencies }: LocalDashboardOptions): Promise<Dashboard> {
  const { serveDashboard, queryApp, acknowledgementOperations, silenceOperations } = lazy.dashboard();
  const deps = { ...dependencies, clock: systemClock };
  try {
    const api = queryApp({ ...deps, callerOf: () => caller }, { operations: [...acknowledgementOperations(deps), ...silenceOperations(deps)] });
    return await serveDashboard({ api, port, tries });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new UserError(`Port ${port} of 127.0.0.1 is taken${tries > 1 ? `, and so are the next ${tries - 1}` : ''}. Name another one, or 0 for any.`, { cause: error });
    if (code === 'EACCES') throw new UserError(`This user may not listen on port ${port}. Name one above 1023.`, { cause: error });
    throw error;
  }
}
