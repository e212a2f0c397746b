import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Context } from 'hono';
import type { Claims } from '../../lib/query/access/claims';
import { claimsOf } from '../../lib/query/access/claims';

/** Who sends a request that came by the authorizer of API Gateway, which has verified the token and let no other by. */
export function signedInBy({ env, req }: Context): Claims | undefined {
  const { event } = env as { readonly event: APIGatewayProxyEventV2WithJWTAuthorizer };
  const { sub } = event.requestContext.authorizer.jwt.claims;
  return claimsOf(req.header('authorization'), typeof sub === 'string' ? sub : undefined);
}
