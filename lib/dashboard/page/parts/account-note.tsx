import { accountNow } from '../data/account';
import { Foreign } from './text';

/** Who is signed in, and the way out. */
export function AccountNote() {
  const account = accountNow();
  if (account === undefined) return null;
  return (
    <span class="account">
      Signed in as <Foreign text={account.name} />{' '}
      <button type="button" class="plain" onClick={account.signOut}>
        Sign out
      </button>
    </span>
  );
}
