import type { CallerResource } from '../../../query/resources';
import { Refused } from './client';
import { useResource } from './use-resource';

/** Somebody who has signed in, where the page is hosted; on one's own machine there is none. */
export interface Account {
  readonly name: string;
  readonly signOut: () => void;
}

let account: Account | undefined;

export const accountNow = (): Account | undefined => account;

/** Before the page is drawn. */
export function setAccount(signedIn: Account): void {
  account = signedIn;
}

/** Whether the reader may change anything here; until the server has said so they may try, and are told. */
export function useMayChange(): boolean {
  const { body, error } = useResource<CallerResource>('api/caller');
  return body?.mayChange ?? !(error instanceof Refused && error.status === 403);
}
