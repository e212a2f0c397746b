import { useConnection } from '../data/use-resource';
import { Icon } from './icon';
import { Time } from './text';

/** Tells when the monitor does not answer; what is shown then is what was known. */
export function ConnectionBanner() {
  const { state, since } = useConnection();
  return (
    <div role="status" aria-live="polite">
      {state === 'offline' && (
        <p class="banner">
          <Icon name="offline" />
          <span>
            The monitor has not answered since <Time at={since} form="clock" />. This is what was known then; the page
            goes on by itself when it is back.
          </span>
        </p>
      )}
    </div>
  );
}
