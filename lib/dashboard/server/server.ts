import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Access } from './access';
import type { Api } from './api';
import { etagOf, readPage, type Asset } from './assets';
import { withFirstAnswer } from './first-answer';
import { refusal, SECURITY_HEADERS } from './guard';

export interface DashboardOptions {
  readonly api: Api;
  /** Who may write, and read if so configured; without it everybody on this machine. */
  readonly access?: Access;
  /** The first port to try; 0 lets the system choose. */
  readonly port: number;
  /** So many ports are tried from `port` on when they are taken; default 1. */
  readonly tries?: number;
  /** The folder of the page; default: that of this package. */
  readonly folder?: string;
  /** What keeps the monitor from its work, for `/healthz`; it must be cheap and tell nothing about what is watched. Not given: there is no such path. */
  readonly faults?: () => readonly string[];
}

export interface Dashboard {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Serves the page and the API behind it on loopback.
 * @throws Error when the page was not built; the system's error when no port of those is free
 */
export async function serveDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { api, access, port, tries = 1, folder, faults } = options;
  const page = await readPage(folder);
  const server = createAdaptorServer({
    fetch: (request) => healthAnswer(request, faults) ?? answer(request, page, api, access),
    overrideGlobalObjects: false,
  }) as Server;
  const bound = await listen(server, port, tries);
  access?.servedOn(bound);
  return {
    url: `http://${LOOPBACK}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A page that stands open holds its connection, and would hold up the end.
        server.closeAllConnections();
      }),
  };
}

/** For supervisors of containers: 200 while the monitor does its work, 503 with the reasons when it does not. Anybody on this machine may ask. */
function healthAnswer(request: Request, faults: DashboardOptions['faults']): Response | undefined {
  if (faults === undefined || new URL(request.url).pathname !== '/healthz') return undefined;
  if (refusal(request.method, request.headers) !== undefined || !['GET', 'HEAD'].includes(request.method))
    return undefined;
  const found = faults();
  const body = found.length === 0 ? 'ok\n' : `${found.join('; ')}\n`;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return secured(
    new Response(request.method === 'HEAD' ? null : body, { status: found.length === 0 ? 200 : 503, headers }),
  );
}

async function answer(
  request: Request,
  page: ReadonlyMap<string, Asset>,
  api: Api,
  access: Access | undefined,
): Promise<Response> {
  const refused = refusal(request.method, request.headers);
  if (refused !== undefined)
    return secured(
      new Response(`${refused}\n`, { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } }),
    );
  const url = new URL(request.url);
  const name = url.pathname.slice(1);
  const isPage = name === '' || name === 'index.html';
  const asset = page.get(isPage ? 'index.html' : name);
  if (asset === undefined) return secured(access?.refusal(request) ?? (await api.fetch(request)));
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return secured(new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } }));
  if (!isPage) return secured(assetAnswer(request, asset));
  const signedIn = access?.signIn(url);
  if (signedIn !== undefined) return secured(signedIn);
  const html = Buffer.from(asset.body).toString('utf8');
  const body = Buffer.from(access?.refusal(request) === undefined ? await withFirstAnswer(html, api) : html);
  return secured(assetAnswer(request, { contentType: asset.contentType, body, etag: etagOf(body) }));
}

function assetAnswer(request: Request, { contentType, body, etag }: Asset): Response {
  const headers = { 'content-type': contentType, etag, 'cache-control': 'no-cache' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

function secured(response: Response): Response {
  const headers = new Headers(response.headers);
  // The API's own policy for its answers is stricter: they are no pages.
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

async function listen(server: Server, port: number, tries: number): Promise<number> {
  for (let n = 0; ; n += 1) {
    try {
      return await bind(server, port + n);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || n + 1 >= tries || port + n >= 65_535) throw error;
    }
  }
}

const bind = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      // From now on it is a connection that could not be accepted; whoever made it tries again.
      server.on('error', () => undefined);
      resolve((server.address() as { port: number }).port);
    });
  });
