import { useState } from 'preact/hooks';
import { change } from '../data/client';
import { kindWords } from '../text/words';
import { ActionForm, Dialog, EndField, endOf, ReasonField, textOf } from './dialog';
import { Icon } from './icon';
import { Foreign } from './text';

export interface MuteButtonProps {
  /** As the API takes it: `domain/example.com`. */
  readonly subject: string;
  /** A kind of alert that may be muted alone. */
  readonly kind?: string;
  readonly label: string;
}

/** Mutes a target, or one kind of alert of it. Alerts are recorded as always; what is held back is the telling. */
export function MuteButton({ subject, kind, label }: MuteButtonProps) {
  const [asks, setAsks] = useState(false);
  const name = subject.slice(subject.indexOf('/') + 1);
  const send = (fields: FormData): Promise<unknown> =>
    change('POST', 'api/silences', {
      purpose: 'mute',
      subject,
      ...(textOf(fields, 'what') === 'kind' && { kind }),
      reason: textOf(fields, 'reason'),
      until: endOf(fields),
    });
  return (
    <>
      <button type="button" class="button" onClick={() => setAsks(true)}>
        <Icon name="mute" />
        {label}
      </button>
      {asks && (
        <Dialog title="Mute" onClose={() => setAsks(false)}>
          <p class="muted">All is recorded as always; nobody is told until the end. What still stands then is told.</p>
          <ActionForm verb="Mute" done="Muted" onClose={() => setAsks(false)} send={send}>
            {kind === undefined ? (
              <p>
                All alerts about{' '}
                <b>
                  <Foreign text={name} />
                </b>
              </p>
            ) : (
              <fieldset class="field">
                <legend>What</legend>
                <label class="check">
                  <input type="radio" name="what" value="kind" checked />
                  <span>
                    “{kindWords(kind)}” of <Foreign text={name} />
                  </span>
                </label>
                <label class="check">
                  <input type="radio" name="what" value="all" />
                  <span>
                    All alerts about <Foreign text={name} />
                  </span>
                </label>
              </fieldset>
            )}
            <ReasonField />
            <EndField open="somebody lifts it" />
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}
