import { useState } from 'preact/hooks';
import type { AlertDetail } from '../../../query/resources';
import { change } from '../data/client';
import { useMayChange } from '../data/account';
import { ActionButton } from './action-button';
import { Changing } from './changing';
import { ActionForm, Dialog, EndField, endOf, ReasonField, textOf } from './dialog';
import { Icon } from './icon';
import { MuteButton } from './mute';
import { Foreign, Time } from './text';

/** What a person can do about an open alert: take notice of it, or mute its kind where it is. */
export function AlertActions({ alert }: { readonly alert: AlertDetail }) {
  const [asks, setAsks] = useState(false);
  const { acknowledgement, subject, kind } = alert;
  const path = `api/alerts/${encodeURIComponent(alert.id)}/acknowledgement`;
  const mayChange = useMayChange();
  return (
    <div class="actions">
      {acknowledgement !== undefined && (
        <div class="acknowledged">
          <Icon name="check" />
          <p>
            Acknowledged by{' '}
            <b>
              <Foreign text={acknowledgement.by} />
            </b>{' '}
            <Time at={acknowledgement.at} />
            {acknowledgement.until === undefined ? (
              ', until it is resolved or gets worse'
            ) : (
              <>
                , until <Time at={acknowledgement.until} form="moment" />
              </>
            )}
            : “<Foreign text={acknowledgement.reason} />”
          </p>
          {mayChange && (
            <ActionButton verb="Withdraw" done="Acknowledgement withdrawn" send={() => change('DELETE', path)} />
          )}
        </div>
      )}
      <Changing>
        {acknowledgement === undefined && (
          <button type="button" class="button primary" onClick={() => setAsks(true)}>
            <Icon name="check" />
            Acknowledge
          </button>
        )}
        {subject !== undefined && <MuteButton subject={`${subject.type}/${subject.name}`} kind={kind} label="Mute" />}
      </Changing>
      {asks && (
        <Dialog title="Acknowledge this alert" onClose={() => setAsks(false)}>
          <p class="muted">
            It is not told again until then, or until it gets worse: graver, or with more domains hit.
          </p>
          <ActionForm
            verb="Acknowledge"
            done="Acknowledged"
            onClose={() => setAsks(false)}
            send={(fields) => change('POST', path, { reason: textOf(fields, 'reason'), until: endOf(fields) })}
          >
            <ReasonField />
            <EndField open="it is resolved" />
          </ActionForm>
        </Dialog>
      )}
    </div>
  );
}
