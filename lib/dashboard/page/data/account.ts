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
