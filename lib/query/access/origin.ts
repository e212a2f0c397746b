import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { ORIGIN_HEADER } from '../../contract/hosted-dashboard';
import { ProblemError, problemResponse } from '../problem';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * An app for requests that came by CloudFront, which adds a secret header. Without it, a web ACL could be passed by at the
 * address of the API itself.
 */
export function originApp(app: Pick<Hono, 'fetch'>, secret: string): Hono {
  const expected = digest(secret);
  return new Hono().all('*', (c) =>
    timingSafeEqual(digest(c.req.header(ORIGIN_HEADER) ?? ''), expected)
      ? app.fetch(c.req.raw, c.env)
      : problemResponse(new ProblemError(403, 'This address is closed. Use the address of the dashboard.')),
  );
}
