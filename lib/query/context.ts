import type { QueryDependencies } from './dependencies';
import { DirectoryIndex } from './directory/directory-index';

/** What operations work with: the dependencies, and what is kept between requests. */
export interface QueryContext extends QueryDependencies {
  readonly directory: DirectoryIndex;
}

export const queryContext = (dependencies: QueryDependencies): QueryContext => ({ ...dependencies, directory: new DirectoryIndex(dependencies.store, dependencies.clock) });
