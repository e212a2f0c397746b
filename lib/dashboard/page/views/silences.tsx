import { useState } from 'preact/hooks';
import type { SilencePage, SilenceResource } from '../../../query/resources';
import { change } from '../data/client';
import { useMayChange } from '../data/account';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { queryText } from '../data/route';
import { ActionButton } from '../parts/action-button';
import { AlertTabs } from '../parts/alert-tabs';
import { Changing } from '../parts/changing';
import { Icon } from '../parts/icon';
import { MaintenanceDialog } from '../parts/maintenance';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';
import { Foreign, Time } from '../parts/text';
import { kindWords } from '../text/words';

const STATES: Readonly<Record<SilenceResource['state'], { readonly title: string; readonly tone: string }>> = {
  'in-force': { title: 'In force', tone: 'testing' },
  'to-come': { title: 'To come', tone: 'warning' },
  over: { title: 'Over', tone: 'unknown' },
};

/** Mutes and maintenance windows: who holds back what, until when, and why. */
export function SilencesView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const resource = useLast(
    useResource<SilencePage>(`api/silences${queryText({ cursor: query.cursor, limit: '100' })}`),
  );
  const [plans, setPlans] = useState(false);
  useTitle('Mutes and maintenance');
  return (
    <div class="view">
      <header class="view-head">
        <h1>Mutes and maintenance</h1>
        <Changing>
          <button type="button" class="button primary" onClick={() => setPlans(true)}>
            Plan maintenance
          </button>
        </Changing>
      </header>
      <AlertTabs current="silences" />
      <Loaded resource={resource} rows={6}>
        {({ items, cursor }) => (
          <>
            {items.length === 0 ? (
              <Empty icon="mute">
                Nothing is muted, and no maintenance is planned. An alert’s page, or a domain’s, has a button for it.
              </Empty>
            ) : (
              <ul class="panel silences">
                {items.map((silence) => (
                  <SilenceRow key={silence.id} silence={silence} />
                ))}
              </ul>
            )}
            <Pager path={['silences']} query={query} next={cursor} />
          </>
        )}
      </Loaded>
      {plans && <MaintenanceDialog onClose={() => setPlans(false)} />}
    </div>
  );
}

function SilenceRow({
  silence: { id, purpose, kind, subject, from, until, weekly, reason, by, at, lifted, state },
}: {
  readonly silence: SilenceResource;
}) {
  const { title, tone } = STATES[state];
  const mayChange = useMayChange();
  const what = subject === '*' ? 'everything' : subject.replace(/^(domain|mx-host)\//, '');
  return (
    <li>
      <div>
        <p class="meta">
          <span class={`badge tone-${tone}`}>
            <Icon name={purpose === 'mute' ? 'mute' : 'clock'} />
            {title}
          </span>
          <b>
            {purpose === 'mute' ? 'Mute' : 'Maintenance'} of {kind !== undefined && `“${kindWords(kind)}” of `}
            <Foreign text={what} />
          </b>
        </p>
        <p>
          “<Foreign text={reason} />”
        </p>
        <p class="muted small">
          <Foreign text={by} />, <Time at={at} />. From <Time at={from} form="moment" />{' '}
          {until === undefined ? (
            'until somebody lifts it'
          ) : (
            <>
              until <Time at={until} form="moment" />
            </>
          )}
          {weekly === true && ', each week'}
          {lifted !== undefined && (
            <>
              . Lifted by <Foreign text={lifted.by} /> <Time at={lifted.at} />
            </>
          )}
        </p>
      </div>
      {state !== 'over' && mayChange && (
        <ActionButton
          verb="Lift"
          label={`Lift: ${what}`}
          done="Lifted"
          send={() => change('DELETE', `api/silences/${encodeURIComponent(id)}`)}
        />
      )}
    </li>
  );
}
