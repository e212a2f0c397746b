import { createHash, timingSafeEqual } from 'node:crypto';

export interface AccessOptions {
  /** A secret of the one who started the dashboard; URL-safe characters. */
  readonly token: string;
  /** Whether reading takes the token too; writing always does. */
  readonly readsNeedToken: boolean;
}

/** Seconds: a browser keeps the cookie so long, as the token stays the same from start to start. */
const YEAR = 31_536_000;

/** The parameter of the address that is opened first. */
const PARAMETER = 'token';

const HOW =
  'Open the address with the token that "mta-sts-watch dashboard" or "start" prints in a terminal, or send the header "Authorization: Bearer TOKEN". "mta-sts-watch dashboard token" prints the token, with the --config or --data-dir of the monitor (docs/query.md).';

/**
 * Loopback is open to every user of the machine; the token tells the one who started the dashboard from the others. A
 * browser brings it once in the address and gets a cookie for it, a script sends it as a bearer token (RFC 6750).
 */
export class Access {
  private port = 0;

  constructor(private readonly options: AccessOptions) {}

  /** The name of the cookie has the port, because a cookie goes to every port of its host. */
  servedOn(port: number): void {
    this.port = port;
  }

  /** The address to open first; it holds the token, so it belongs on the owner's terminal and nowhere else. */
  addressOf(url: string): string {
    return `${url}?${PARAMETER}=${this.options.token}`;
  }

  /** Whether a request carries the token. */
  isOwner(headers: Headers): boolean {
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
    const cookies = (headers.get('cookie') ?? '').split(/; */).flatMap((cookie) => {
      const [name, value] = cookie.split('=', 2);
      return name === this.cookie && value !== undefined ? [value] : [];
    });
    return [bearer, ...cookies].some((given) => given !== undefined && this.isToken(given));
  }

  /** The answer to a request for the API without the token that it takes; undefined when it may pass. */
  refusal({ method, headers }: Pick<Request, 'method' | 'headers'>): Response | undefined {
    const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
    if ((isRead && !this.options.readsNeedToken) || this.isOwner(headers)) return undefined;
    const what = isRead
      ? 'This dashboard requires its token for reading too.'
      : 'Changes require the token of this dashboard.';
    const problem = { type: 'about:blank', title: 'Forbidden', status: 403, detail: `${what} ${HOW}` };
    return new Response(JSON.stringify(problem), {
      status: 403,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
  }

  /** Takes the token out of the address of the page, and gives a cookie for it; undefined when the address has none. */
  signIn(url: URL): Response | undefined {
    const given = url.searchParams.get(PARAMETER);
    if (given === null) return undefined;
    const headers = { 'cache-control': 'no-store' };
    if (!this.isToken(given))
      return new Response(`This is not the token of this dashboard. ${HOW}\n`, {
        status: 403,
        headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
      });
    return new Response(null, {
      status: 303,
      headers: {
        ...headers,
        location: url.pathname,
        'set-cookie': `${this.cookie}=${this.options.token}; Path=/; Max-Age=${YEAR}; HttpOnly; SameSite=Strict`,
      },
    });
  }

  private get cookie(): string {
    return `mta-sts-watch-${this.port}`;
  }

  /** In a time that says nothing of how much of it fits. */
  private isToken(given: string): boolean {
    return timingSafeEqual(digest(given), digest(this.options.token));
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
