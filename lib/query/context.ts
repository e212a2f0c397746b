import type { QueryDependencies } from './dependencies';
import { Pulse } from './pulse';
import { DirectoryIndex } from './directory/directory-index';
import { expiries } from './overview/expiries';
import type { OverviewResource } from './resources';
import { Unhurried } from './unhurried';

/** What operations work with: the dependencies, and what is kept between requests. */
export interface QueryContext extends QueryDependencies {
  readonly directory: DirectoryIndex;
  readonly pulse: Pulse;
  readonly expiries: Unhurried<OverviewResource['expiries']>;
}

export function queryContext(dependencies: QueryDependencies): QueryContext {
  const { store, clock } = dependencies;
  return {
    ...dependencies,
    directory: new DirectoryIndex(store, clock),
    pulse: new Pulse(store, clock),
    expiries: new Unhurried((now) => expiries(store, now), clock),
  };
}
