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
  /** See {@link dashboardToken}. */
  readonly token: string;
  readonly readsNeedToken: boolean;
  /** Told of each fault of this program or its storage. */
  readonly onError: (error: unknown) => void;
  /** What `/healthz` says, of a monitor in this process. */
  readonly faults?: () => readonly string[];
}

export interface LocalDashboard extends Dashboard {
  /** The address with the token, for the terminal of the one who started it. */
  readonly address: string;
  /** Reads the list of domains, so that nobody waits for it who opens a large store. */
  warm(): Promise<void>;
}

/**
 * Serves the dashboard over a store, on loopback.
 * @throws UserError when the port is taken
 */
export async function serveLocally({
  port,
  tries,
  caller,
  token,
  readsNeedToken,
  onError,
  faults,
  ...dependencies
}: LocalDashboardOptions): Promise<LocalDashboard> {
  const { Access, serveDashboard, queryApp, acknowledgementOperations, silenceOperations } = lazy.dashboard();
  const access = new Access({ token, readsNeedToken });
  let isOpen = true;
  // What is cut off by the end is no fault.
  const deps = {
    ...dependencies,
    clock: systemClock,
    onError: (error: unknown): void => void (isOpen && onError(error)),
  };
  try {
    const api = queryApp(
      { ...deps, callerOf: () => caller, mayChange: ({ req }) => access.isOwner(req.raw.headers) },
      { operations: [...acknowledgementOperations(deps), ...silenceOperations(deps)] },
    );
    const dashboard = await serveDashboard({ api, access, port, tries, ...(faults !== undefined && { faults }) });
    return {
      url: dashboard.url,
      address: access.addressOf(dashboard.url),
      close() {
        isOpen = false;
        return dashboard.close();
      },
      async warm() {
        await api.request('/api/domains?limit=1');
      },
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UserError(
        `Port ${port} of 127.0.0.1 is taken${tries > 1 ? `, and so are the next ${tries - 1}` : ''}. Name another one, or 0 for any.`,
        { cause: error },
      );
    if (code === 'EACCES')
      throw new UserError(`This user may not listen on port ${port}. Name one above 1023.`, { cause: error });
    throw error;
  }
}
