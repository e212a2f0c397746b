import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/** What answers requests: an app, or a part of one. */
interface Answers {
  fetch(request: Request): Response | Promise<Response>;
}

export interface Serving {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves it over real HTTP, on loopback. */
export async function serve(app: Answers): Promise<Serving> {
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    overrideGlobalObjects: false,
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
