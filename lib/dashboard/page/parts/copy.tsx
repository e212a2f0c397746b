import { useState } from 'preact/hooks';
import { say } from './announcer';
import { Icon } from './icon';

const SHOWN_MS = 2_000;

/** Copies a text as it is, hidden characters and all. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      say('Copied');
      setTimeout(() => setDone(false), SHOWN_MS);
    } catch {
      say('The browser does not let this page copy. Select the text instead.');
    }
  };
  return (
    <button type="button" class="copy" onClick={() => void copy()} aria-label={label} title={label}>
      <Icon name={done ? 'check' : 'copy'} />
      <span aria-hidden="true">{done ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
