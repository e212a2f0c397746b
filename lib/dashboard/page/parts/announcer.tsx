import { useEffect, useState } from 'preact/hooks';

let tell: ((text: string) => void) | undefined;

/** Tells a screen reader, without moving the focus. */
export const say = (text: string): void => tell?.(text);

/** The polite live region behind {@link say}; once on the page. */
export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    tell = setText;
    return () => (tell = undefined);
  }, []);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
