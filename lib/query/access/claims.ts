import type { ClaimRule } from '../../contract/hosted-dashboard';

/** What an ID token says of a person (OpenID Connect Core section 2), as yet unchecked in its shape. */
export type Claims = Readonly<Record<string, unknown>>;

/** One token of three parts (RFC 6750 section 2.1, RFC 7515 section 7.1), and nothing after it. */
const BEARER = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/i;
const LONGEST_NAME = 200;

/**
 * The claims of the token in an Authorization header. Whoever calls this has had the signature, the issuer, the audience
 * and the times verified before; the authorizer of API Gateway does that, but hands lists on as one text, in which
 * `[a b]` may be one group or two.
 * @param subject the `sub` that was verified
 * @returns undefined when the header holds anything but one token about that subject
 */
export function claimsOf(authorization: string | undefined, subject: string | undefined): Claims | undefined {
  const payload = BEARER.exec(authorization ?? '')?.[1];
  if (payload === undefined || subject === undefined || subject === '') return undefined;
  const claims = decoded(payload);
  return claims?.sub === subject ? claims : undefined;
}

function decoded(payload: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a person fulfils a rule. */
export function fulfils(claims: Claims, { claim, anyOf }: ClaimRule): boolean {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => typeof each === 'string' && anyOf.includes(each));
}

/** A person's name for the record: the address unless the provider says that it is not verified, or what else there is. */
export function nameOf(claims: Claims): string {
  // Some providers write booleans as texts.
  const isVerified = claims.email_verified !== false && claims.email_verified !== 'false';
  const names = [isVerified ? claims.email : undefined, claims.preferred_username, claims.sub];
  return (names.find((name): name is string => typeof name === 'string' && name !== '') ?? 'somebody').slice(
    0,
    LONGEST_NAME,
  );
}
