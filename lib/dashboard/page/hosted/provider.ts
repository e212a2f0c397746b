import * as oauth from 'oauth4webapi';
import type { SignInSettings } from '../../../contract/hosted-dashboard';

/** A sign-in that was begun: what must come back, and where the reader was. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The view, such as `#/domain/example.com`. */
  readonly hash: string;
}

/** Somebody who is signed in. */
export interface Tokens {
  /** The bearer token of the API: its audience is this very client, and it says who somebody is. */
  readonly idToken: string;
  readonly name: string;
  /** By the clock of this device, milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** An OpenID Connect provider and this client of it: authorization code with PKCE (RFC 7636), no secret. */
export class Provider {
  private readonly client: oauth.Client;

  private constructor(
    private readonly settings: SignInSettings,
    private readonly server: oauth.AuthorizationServer,
    /** Where people come back to; ends with a slash. */
    private readonly home: string,
  ) {
    // A minute between the clocks of two machines is no fault.
    this.client = { client_id: settings.clientId, [oauth.clockTolerance]: 60 };
  }

  /** @throws Error when the provider does not answer, or is another one than its settings say */
  static async of(settings: SignInSettings, home: string): Promise<Provider> {
    const { issuer, endpoints } = settings;
    const server = endpoints
      ? { issuer, authorization_endpoint: endpoints.authorization, token_endpoint: endpoints.token }
      : await discovered(new URL(issuer));
    return new Provider(settings, server, home);
  }

  /** Begins a sign-in. @returns the address to send the browser to, and what to keep until it comes back */
  async begin(hash: string): Promise<{ readonly url: string; readonly pending: Pending }> {
    const pending = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
      hash,
    };
    const url = new URL(this.server.authorization_endpoint ?? '');
    const parameters = {
      client_id: this.settings.clientId,
      redirect_uri: this.home,
      response_type: 'code',
      scope: this.settings.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, pending };
  }

  /** Ends a sign-in. @throws Error when what came back is not the answer to what was asked */
  async finish(answer: URL, { state, nonce, verifier }: Pending): Promise<Tokens> {
    const parameters = oauth.validateAuthResponse(this.server, this.client, answer, state);
    const response = await oauth.authorizationCodeGrantRequest(
      this.server,
      this.client,
      oauth.None(),
      parameters,
      this.home,
      verifier,
    );
    return tokensOf(
      await oauth.processAuthorizationCodeResponse(this.server, this.client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      }),
    );
  }

  /** Goes on without asking anybody. @throws Error when the provider wants the person again */
  async renew({ refreshToken = '' }: Tokens): Promise<Tokens> {
    const response = await oauth.refreshTokenGrantRequest(this.server, this.client, oauth.None(), refreshToken);
    return tokensOf(await oauth.processRefreshTokenResponse(this.server, this.client, response), refreshToken);
  }

  /** Where the browser goes to end the provider's own session; undefined when the provider has no such place. */
  signOutUrl({ idToken }: Tokens): string | undefined {
    if (this.settings.endpoints !== undefined) return this.settings.endpoints.signOut;
    if (this.server.end_session_endpoint === undefined) return undefined;
    const url = new URL(this.server.end_session_endpoint);
    for (const [name, value] of Object.entries({
      id_token_hint: idToken,
      client_id: this.settings.clientId,
      post_logout_redirect_uri: this.home,
    }))
      url.searchParams.set(name, value);
    return url.href;
  }
}

async function discovered(issuer: URL): Promise<oauth.AuthorizationServer> {
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
}

/** A provider may leave the refresh token as it is. */
function tokensOf(answer: oauth.TokenEndpointResponse, refreshToken?: string): Tokens {
  const claims = oauth.getValidatedIdTokenClaims(answer);
  if (claims === undefined || answer.id_token === undefined) throw new Error('The answer holds no ID token.');
  const text =
    [claims.email, claims.preferred_username, claims.sub].find(
      (name): name is string => typeof name === 'string' && name !== '',
    ) ?? '';
  const kept = answer.refresh_token ?? refreshToken;
  // Not the time of its end itself: the clock of this device may be wrong.
  return {
    idToken: answer.id_token,
    name: text,
    expiresAt: Date.now() + (claims.exp - claims.iat) * 1000,
    ...(kept !== undefined && { refreshToken: kept }),
  };
}
