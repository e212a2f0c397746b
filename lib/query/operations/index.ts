import type { Operation } from '../operation';
import { listDomains } from './domains';
import { getOverview } from './overview';

/** All operations that read. */
export const OPERATIONS: readonly Operation[] = [getOverview, listDomains];
