import { Hono } from 'hono';
import { queryContext } from './context';
import type { QueryDependencies } from './dependencies';
import { addRoutes } from './http/route';
import type { ThrottleOptions } from './http/throttle';
import { Throttle } from './http/throttle';
import { describing } from './openapi/operation';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import { ProblemError, problemResponse } from './problem';

export interface QueryAppOptions {
  readonly throttle?: ThrottleOptions;
  /** More operations, such as those that write. */
  readonly operations?: readonly Operation[];
}

/**
 * The query API: every resource of docs/query.md. It says nothing about who may ask: whoever serves it sees to that
 * (lib/query/serve.ts on loopback, IAM in front of the function). Routes for a page can be added to it.
 */
export function queryApp(dependencies: QueryDependencies, { throttle, operations = [] }: QueryAppOptions = {}): Hono {
  const app = new Hono();
  const all = [...OPERATIONS, ...operations];
  const context = queryContext({ ...dependencies, ...(operations.length === 0 && { mayChange: () => false }) });
  addRoutes(app, [...all, describing(all)], context, new Throttle(dependencies.clock, throttle));
  app.notFound(({ req }) =>
    problemResponse(new ProblemError(404, `There is nothing at ${req.path}. /api/openapi.json lists what there is.`)),
  );
  return app;
}
