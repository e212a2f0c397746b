import type { ComponentChildren } from 'preact';
import { accountNow, useMayChange } from '../data/account';

/** Buttons that change something, or why there are none. */
export function Changing({ children }: { readonly children: ComponentChildren }) {
  if (useMayChange()) return <>{children}</>;
  // On one's own machine the banner says why and what to do.
  return accountNow() === undefined ? null : (
    <p class="muted small">
      You may look, but not acknowledge, mute or plan maintenance. Whoever runs the dashboard can let you.
    </p>
  );
}
