/** Who may do something: everybody whose ID token carries this claim with one of these values. */
export interface ClaimRule {
  /** Such as `cognito:groups`, `groups` or `roles`; its value is a text or a list of texts. */
  readonly claim: string;
  readonly anyOf: readonly string[];
}

/** What people who are signed in may do at the hosted dashboard. */
export interface AccessRules {
  /** Who may read. Not set: everybody who can sign in. */
  readonly readers?: ClaimRule;
  /** Who may also acknowledge, mute and plan maintenance. Not set: nobody. */
  readonly operators?: ClaimRule;
}

/** How the page signs people in; a JSON file beside it. Nothing in it is a secret. */
export interface SignInSettings {
  /** As in the ID tokens' `iss`. */
  readonly issuer: string;
  /** Of a public client: it has no secret. */
  readonly clientId: string;
  /** Separated by spaces; `openid` is one of them. */
  readonly scope: string;
  /** Not set: read from the issuer's `/.well-known/openid-configuration`. */
  readonly endpoints?: {
    readonly authorization: string;
    readonly token: string;
    /** Where the browser goes to sign out, with all parameters. */
    readonly signOut: string;
  };
}

/** Beside the page's index.html. */
export const SIGN_IN_FILE = 'sign-in.json';

/** The header by which CloudFront shows that a request came by it. */
export const ORIGIN_HEADER = 'x-mta-sts-watch-origin';
