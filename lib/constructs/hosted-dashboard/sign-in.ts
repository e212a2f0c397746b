import type { AccessRules, SignInSettings } from '../../contract/hosted-dashboard';
import type { OidcSignIn } from './props';

/** Where people sign in. */
export interface SignInProvider {
  readonly access: AccessRules;
  /** That the page may ask, beside its own. */
  readonly origins: readonly string[];
  /** What the page and the authorizer must know. @param url of the dashboard, where people come back to */
  settingsFor(url: string): SignInSettings;
}

const SCOPES = ['openid', 'email', 'profile'];

/** A scope-token (RFC 6749 section 3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * A provider that is there already.
 * @throws Error naming the prop at fault, and what to write instead
 */
export function oidcProvider(
  { issuer, clientId, readers, scopes = SCOPES, tokenOrigins = [] }: OidcSignIn,
  operators: AccessRules['operators'],
): SignInProvider {
  const origin = httpsUrl(issuer)?.origin;
  if (origin === undefined || /[?#]/.test(issuer))
    throw new Error(
      `signIn.issuer: ${issuer} is not an issuer. Write its URL as its ID tokens have it, such as https://login.example.com/realms/mail.`,
    );
  if (clientId === '')
    throw new Error('signIn.clientId: it is empty. Write the id that the provider gave the application.');
  const wrong = tokenOrigins.find((each) => httpsUrl(each)?.origin !== each);
  if (wrong !== undefined)
    throw new Error(
      `signIn.tokenOrigins: ${wrong} is not an origin. Write https:// and the host, such as https://oauth2.example.com.`,
    );
  if (!scopes.includes('openid') || !scopes.every((scope) => SCOPE.test(scope)))
    throw new Error('signIn.scopes: these are scopes without spaces, and openid is one of them.');
  return {
    settingsFor: () => ({ issuer, clientId, scope: scopes.join(' ') }),
    access: { ...(readers !== 'everybody' && { readers }), ...(operators !== undefined && { operators }) },
    origins: [...new Set([origin, ...tokenOrigins])],
  };
}

/** A rule that nobody can fulfil, or everybody without the claim, is a slip. @throws Error likewise */
export function checkRules({ readers, operators }: AccessRules): void {
  for (const [name, rule] of Object.entries({ readers, operators })) {
    if (rule !== undefined && (rule.claim === '' || rule.anyOf.length === 0 || rule.anyOf.includes('')))
      throw new Error(
        `${name}: a rule names a claim and at least one value, such as { claim: 'groups', anyOf: ['mail-team'] }.`,
      );
  }
}

/** Of a plain host: it becomes a part of the content security policy, and a URL may hold what ends a line there. */
function httpsUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.username === '' && /^[a-z0-9.-]+$/.test(url.hostname) ? url : undefined;
}
