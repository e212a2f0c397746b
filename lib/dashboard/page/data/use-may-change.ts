import type { CallerResource } from '../../../query/resources';
import { useResource } from './use-resource';

/** Whether the reader may change anything here; until the server has said so they may try, and are told. */
export const useMayChange = (): boolean => useResource<CallerResource>('api/caller').body?.mayChange ?? true;
