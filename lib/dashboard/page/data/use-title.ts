import { useEffect } from 'preact/hooks';

/** The title of the window, with what the view is about first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'mta-sts-watch' : `${title} · mta-sts-watch`;
  }, [title]);
}
