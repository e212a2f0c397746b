import type { CallerResource } from '../../../query/resources';
import { Refused } from './client';
import { useResource } from './use-resource';

/** Whether the reader may change anything here; until the server has said so they may try, and are told. */
export function useMayChange(): boolean {
  const { body, error } = useResource<CallerResource>('api/caller');
  return body?.mayChange ?? !(error instanceof Refused && error.status === 403);
}
