import { accountNow, useMayChange } from '../data/account';
import { Icon } from './icon';

/** On one's own machine: says that the page was opened without the token, and how to open it with it. */
export function ReadOnlyBanner() {
  if (useMayChange() || accountNow() !== undefined) return null;
  return (
    <p class="banner note" role="status">
      <Icon name="info" />
      <span>
        Read-only: this page was opened without its token, so it cannot acknowledge, mute or plan maintenance. Open the
        address that <code>mta-sts-watch dashboard</code> or <code>start</code> prints on its terminal, or add{' '}
        <code>/?token=</code> and what <code>mta-sts-watch dashboard token</code> prints with the monitor's own{' '}
        <code>--config</code> or <code>--data-dir</code>.
      </span>
    </p>
  );
}
