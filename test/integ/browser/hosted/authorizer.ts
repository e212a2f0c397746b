import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

export interface AuthorizerRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * The checks of API Gateway's JWT authorizer: the signature (RSA alone) by a key of the issuer, `iss`, `aud` or else
 * `client_id`, `exp`, `nbf` and `iat`.
 * @returns the claims as it hands them on, every value a text; undefined for 401
 */
export function authorized(
  header: string | undefined,
  { issuer, audience, keys }: AuthorizerRules,
  now = Date.now() / 1000,
): Readonly<Record<string, string>> | undefined {
  const [, head = '', body = '', signature = ''] =
    /^(?:Bearer )?([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(header ?? '') ?? [];
  const { kid, alg } = json(head);
  const key = keys.find((each) => each.kid === kid);
  if (alg !== 'RS256' || key === undefined) return undefined;
  if (
    !verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      createPublicKey({ key, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    )
  )
    return undefined;
  const claims = json(body);
  const isMeant = [claims.aud ?? claims.client_id].flat().includes(audience);
  const isNow = Number(claims.exp) > now && Number(claims.nbf ?? 0) <= now && Number(claims.iat) <= now + 1;
  if (claims.iss !== issuer || !isMeant || !isNow) return undefined;
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );
}

function json(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
  } catch {
    return {};
  }
}
