import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './route';

/** Goes to a view; `replace` leaves no step in the reader's history. */
export function go(link: string, { replace = false } = {}): void {
  if (!replace) location.hash = link;
  else {
    history.replaceState(null, '', link);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

export function useRoute(): Route {
  const [route, set] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = (): void => set(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
