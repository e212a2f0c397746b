import type { ComponentChildren } from 'preact';
import { useMayChange } from '../data/use-may-change';

/** Buttons that change something, or why there are none. */
export function Changing({ children }: { readonly children: ComponentChildren }) {
  return useMayChange() ? (
    <>{children}</>
  ) : (
    <p class="muted small">
      You may look, but not acknowledge, mute or plan maintenance. Whoever runs the dashboard can let you.
    </p>
  );
}
