import { keptPending, keptTokens } from './kept';
import type { Provider, Tokens } from './provider';

/** A token is renewed when it has less than this left, so that none ends on its way. */
const RESERVE_MS = 60_000;
/** The API refuses what the provider has just given: asking again would go on for ever. */
const JUST_NOW_MS = 60_000;

/** Never settles: the browser is leaving the page. */
const leaving = (): Promise<never> => new Promise(() => undefined);

/** Somebody who is signed in, for as long as the provider says so. */
export class Session {
  private renewing?: Promise<Tokens>;

  constructor(
    private readonly provider: Provider,
    private tokens: Tokens,
    private readonly openedAt: number,
  ) {}

  get name(): string {
    return this.tokens.name;
  }

  /** Headers for the API. Where the token cannot be renewed, the browser leaves for the provider. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    if (this.tokens.expiresAt - Date.now() < RESERVE_MS) {
      this.renewing ??= this.renew().finally(() => delete this.renewing);
      await this.renewing;
    }
    return { authorization: `Bearer ${this.tokens.idToken}` };
  }

  /** The API did not take the token: it has ended, or the deployment has changed. */
  async refused(): Promise<void> {
    keptTokens.clear();
    if (Date.now() - this.openedAt > JUST_NOW_MS) await leave(this.provider);
  }

  /** @returns false when the provider has no place to sign out: people stay signed in there */
  signOut(): boolean {
    const url = this.provider.signOutUrl(this.tokens);
    keptTokens.clear();
    if (url !== undefined) location.assign(url);
    return url !== undefined;
  }

  private async renew(): Promise<Tokens> {
    if (this.tokens.refreshToken === undefined) return leave(this.provider);
    try {
      this.tokens = await this.provider.renew(this.tokens);
      keptTokens.write(this.tokens);
      return this.tokens;
    } catch {
      return leave(this.provider);
    }
  }
}

/**
 * Who is signed in: in this tab since before, or just now, with the provider's answer in the address. Otherwise the
 * browser leaves for the provider.
 * @throws Error when the answer is not one to what was asked, or says that there is no way in
 */
export async function openSession(provider: Provider): Promise<Session> {
  const here = new URL(location.href);
  const pending = keptPending.read();
  keptPending.clear();
  if (pending !== undefined && (here.searchParams.has('code') || here.searchParams.has('error'))) {
    // The code is worth nothing a second time, and is nobody's business.
    history.replaceState(null, '', here.pathname + pending.hash);
    const tokens = await provider.finish(here, pending);
    keptTokens.write(tokens);
    return new Session(provider, tokens, Date.now());
  }
  const tokens = keptTokens.read();
  return tokens === undefined ? leave(provider) : new Session(provider, tokens, 0);
}

/** Goes to sign in, and comes back to the same view. */
export async function leave(provider: Provider): Promise<never> {
  keptTokens.clear();
  const { url, pending } = await provider.begin(location.hash);
  keptPending.write(pending);
  location.assign(url);
  return leaving();
}
