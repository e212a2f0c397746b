import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../data/client';
import { refreshNow } from '../data/resources';
import { say } from './announcer';
import { Icon } from './icon';

/** A question in front of the page. The browser keeps the focus inside, and gives it back at the end. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

export interface ActionFormProps {
  /** What the button says. */
  readonly verb: string;
  /** Said when it is done. */
  readonly done: string;
  readonly send: (fields: FormData) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The fields of a change, and its button; what the server refuses stands above it, in the server's words. */
export function ActionForm({ verb, done, send, onClose, children }: ActionFormProps) {
  const [fault, setFault] = useState('');
  const [isSending, setSending] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setSending(true);
    try {
      await send(new FormData(event.currentTarget as HTMLFormElement));
      onClose();
      say(done);
      await refreshNow();
    } catch (error) {
      setFault(error instanceof Refused || error instanceof Error ? error.message : String(error));
      setSending(false);
    }
  };
  return (
    <form class="action" onSubmit={(event) => void submit(event)}>
      {children}
      {fault !== '' && (
        <p class="fault" role="alert">
          <Icon name="error" />
          {fault}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={isSending}>
          {verb}
        </button>
      </div>
    </form>
  );
}

/** A required line that says why: others will want to know. */
export const ReasonField = () => (
  <label class="field">
    <span>Why</span>
    <input name="reason" required maxLength={500} autocomplete="off" placeholder="The provider renews it tonight" />
  </label>
);

const HOUR = 3_600_000;
const SPANS = [
  ['1 hour', HOUR],
  ['8 hours', 8 * HOUR],
  ['1 day', 24 * HOUR],
  ['1 week', 7 * 24 * HOUR],
] as const;

/** Until when: after a while, or with no end but the one that `open` names. */
export const EndField = ({ open }: { readonly open: string }) => (
  <label class="field">
    <span>Until</span>
    <select name="end">
      {SPANS.map(([title, span]) => (
        <option key={span} value={span} selected={span === 24 * HOUR}>
          {title} from now
        </option>
      ))}
      <option value="">{open}</option>
    </select>
  </label>
);

/** The value of {@link EndField} as the API takes it: ISO 8601, or undefined. */
export const endOf = (fields: FormData): string | undefined => {
  const span = textOf(fields, 'end');
  return span === '' ? undefined : new Date(Date.now() + Number(span)).toISOString();
};

export const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};
