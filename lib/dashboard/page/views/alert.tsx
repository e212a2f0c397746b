import type { AlertDetail } from '../../../query/resources';
import { linkTo } from '../data/route';
import { useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { Hit } from '../parts/alert-list';
import { AlertActions } from '../parts/alert-actions';
import { SeverityBadge } from '../parts/badge';
import { Fact } from '../parts/chain';
import { Fix } from '../parts/fix';
import { Icon } from '../parts/icon';
import { Loaded, Panel } from '../parts/states';
import { Foreign, Time } from '../parts/text';
import { count, kindWords } from '../text/words';

const FORMS = {
  opened: 'Opened',
  escalated: 'Got worse',
  reminder: 'Reminder',
  resolved: 'Resolved',
  drift: 'Change',
  coverage: 'Coverage',
} as const;

/** One root cause: whom it hits, how to mend it, and what was told of it. */
export function AlertView({ id }: { readonly id: string }) {
  const resource = useResource<AlertDetail>(`api/alerts/${encodeURIComponent(id)}`);
  useTitle('Alert');
  return (
    <div class="view">
      <p class="crumb">
        <a href={linkTo(['alerts'])}>
          <Icon name="back" />
          Alerts
        </a>
      </p>
      <Loaded resource={resource} rows={8}>
        {(alert) => <Detail alert={alert} />}
      </Loaded>
    </div>
  );
}

function Detail({ alert }: { readonly alert: AlertDetail }) {
  const {
    severity,
    status,
    headline,
    kind,
    openedAt,
    resolvedAt,
    since,
    impact,
    subject,
    fixSteps,
    facts,
    notices,
    acknowledgements,
  } = alert;
  return (
    <>
      <header class="alert-head">
        <p class="meta">
          {status === 'resolved' ? (
            <span class="badge tone-protected">
              <Icon name="check" />
              Resolved
            </span>
          ) : (
            <SeverityBadge severity={severity} />
          )}
          <span class="muted">{kindWords(kind)}</span>
        </p>
        <h1 class="sentence">
          <Foreign text={headline} />
        </h1>
        <p class="muted">
          Since <Time at={since} form="moment" />, alert opened <Time at={openedAt} />
          {resolvedAt !== undefined && (
            <>
              , resolved <Time at={resolvedAt} />
            </>
          )}
        </p>
        {status === 'open' && <AlertActions alert={alert} />}
        <Silenced silences={alert.silences} />
      </header>
      <div class="columns">
        <div class="stack">
          {fixSteps.length > 0 && (
            <section class="panel finding-like" aria-label="How to fix it">
              <Fix steps={fixSteps} heading="h2" />
            </section>
          )}
          <Panel title="Evidence" id="evidence">
            <dl class="facts">
              {facts.map(({ name, value }, n) => (
                <Fact key={n} name={name}>
                  <Foreign text={value} />
                </Fact>
              ))}
            </dl>
          </Panel>
        </div>
        <div class="stack">
          <Panel title="Whom it hits" id="hit">
            <p class="impact">
              {count(impact.domains, 'domain')}: {impact.enforcing} enforcing, {impact.undeliverable} without an MX host
              left
              {impact.examined !== undefined && ` (of ${count(impact.examined, 'domain')} that were looked into)`}
            </p>
            <Hit impact={impact} subject={subject} most={20} />
          </Panel>
          <Panel title="What was told" id="told">
            <ol class="notices">
              {notices.map(({ id, form, at, channels, deliveredTo, heldFor }) => (
                <li key={id}>
                  <Time at={at} form="moment" /> <b>{FORMS[form]}</b>
                  <span class="muted">
                    {deliveredTo.length > 0 && `, by ${deliveredTo.join(', ')}`}
                    {channels.length > deliveredTo.length &&
                      `, waits for ${channels.filter((channel) => !deliveredTo.includes(channel)).join(', ')}`}
                    {heldFor.length > 0 && `, held back from ${heldFor.join(', ')}`}
                  </span>
                </li>
              ))}
            </ol>
            {acknowledgements.length > 0 && <Acknowledgements acknowledgements={acknowledgements} />}
          </Panel>
        </div>
      </div>
    </>
  );
}

const ENDS = {
  expired: 'ended',
  worse: 'ended when it got worse',
  resolved: 'ended with the alert',
  withdrawn: 'withdrawn',
  replaced: 'replaced',
} as const;

/** Who took notice of it, when and why. */
const Acknowledgements = ({ acknowledgements }: { readonly acknowledgements: AlertDetail['acknowledgements'] }) => (
  <ol class="notices" aria-label="Acknowledgements">
    {acknowledgements.map(({ by, at, reason, ended }) => (
      <li key={at}>
        <Time at={at} form="moment" />{' '}
        <b>
          Acknowledged by <Foreign text={by} />
        </b>
        : “<Foreign text={reason} />”
        {ended !== undefined && (
          <span class="muted">
            , {ENDS[ended.why]} <Time at={ended.at} form="moment" />
          </span>
        )}
      </li>
    ))}
  </ol>
);

const Silenced = ({ silences }: { readonly silences: readonly string[] }) =>
  silences.length === 0 ? null : (
    <p class="muted">
      <Icon name="mute" /> Nobody is told at present: <a href={linkTo(['silences'])}>a mute or maintenance</a> holds it
      back.
    </p>
  );
