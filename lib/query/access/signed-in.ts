import type { Context } from 'hono';
import { Hono } from 'hono';
import type { AccessRules } from '../../contract/hosted-dashboard';
import { ProblemError, problemResponse } from '../problem';
import type { Claims } from './claims';
import { fulfils } from './claims';

const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * The query API for people who are signed in: what nobody answers for is refused, and so is what a person may not do.
 * @param claims of whoever sends a request, verified; undefined for nobody
 */
export function signedInApp(
  app: Pick<Hono, 'fetch'>,
  rules: AccessRules,
  claims: (request: Context) => Claims | undefined,
): Hono {
  return new Hono().all('*', (c) => {
    const refused = refusal(claims(c), c.req.method, rules);
    return refused === undefined ? app.fetch(c.req.raw, c.env) : problemResponse(refused);
  });
}

/** Whether a person may change anything; nobody may when no rule says who. */
export const mayChange = (claims: Claims | undefined, { operators }: Pick<AccessRules, 'operators'>): boolean =>
  claims !== undefined && operators !== undefined && fulfils(claims, operators);

function refusal(claims: Claims | undefined, method: string, rules: AccessRules): ProblemError | undefined {
  if (claims === undefined)
    return new ProblemError(401, 'Sign in first.', { headers: { 'www-authenticate': 'Bearer' } });
  if (rules.readers !== undefined && !fulfils(claims, rules.readers))
    return new ProblemError(
      403,
      'You are signed in, but are not one of those who may see this dashboard. Whoever runs it can let you in.',
    );
  if (READING.includes(method) || mayChange(claims, rules)) return undefined;
  return new ProblemError(
    403,
    'You may look, but not acknowledge, mute or plan maintenance. Whoever runs the dashboard can let you.',
  );
}
