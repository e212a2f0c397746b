import { useState } from 'preact/hooks';
import { refreshNow } from '../data/resources';
import { say } from './announcer';
import { Icon } from './icon';

export interface ActionButtonProps {
  readonly verb: string;
  /** For a screen reader, where the verb alone does not say of what. */
  readonly label?: string;
  /** Said when it is done. */
  readonly done: string;
  readonly send: () => Promise<unknown>;
}

/** Changes something at once; what the server refuses stands beside it, in the server's words. */
export function ActionButton({ verb, label, done, send }: ActionButtonProps) {
  const [fault, setFault] = useState('');
  const [isSending, setSending] = useState(false);
  const act = async (): Promise<void> => {
    setFault('');
    setSending(true);
    try {
      await send();
      say(done);
      await refreshNow();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={isSending}
        onClick={() => void act()}
        {...(label !== undefined && { 'aria-label': label })}
      >
        {verb}
      </button>
      {fault !== '' && (
        <p class="fault" role="alert">
          <Icon name="error" />
          {fault}
        </p>
      )}
    </>
  );
}
