import type { Store } from '../monitor/ports';
import { describing } from './openapi/operation';
import type { Operation } from './operation';
import { OPERATIONS, writingOperations } from './operations';
import { openApiText, queryPage } from './page';

/** For documents alone: what an operation does with the store is not asked. */
const NOTHING = { store: {} as Store, clock: { now: () => 0 } };

/** All operations that there are, in the order of their paths. */
export function allOperations(): readonly Operation[] {
  const known = [...OPERATIONS, ...writingOperations(NOTHING)];
  return [...known, describing(known)].sort((a, b) => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1));
}

export const queryDocument = (): string => queryPage(allOperations());
export const openApiFile = (): string => openApiText(allOperations());
