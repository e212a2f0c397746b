import type { AlertResource, ImpactResource } from '../../../query/resources';
import { domainLink, linkTo, targetLink } from '../data/route';
import { count, SEVERITY_WORDS } from '../text/words';
import { Icon } from './icon';
import { Foreign, HostName, Time } from './text';

export const alertLink = (id: string): string => linkTo(['alert', id]);

/** Alerts as rows: how grave, what happens to whose mail, and which domains it hits. */
export const AlertList = ({ alerts }: { readonly alerts: readonly AlertResource[] }) => (
  <ul class="alert-list">
    {alerts.map((alert) => (
      <AlertRow key={alert.id} alert={alert} />
    ))}
  </ul>
);

function AlertRow({
  alert: { id, severity, status, headline, openedAt, resolvedAt, impact, subject, acknowledgement, silences },
}: {
  readonly alert: AlertResource;
}) {
  return (
    <li class={`alert-row tone-${status === 'resolved' ? 'protected' : severity}`}>
      <Icon name={status === 'resolved' ? 'check' : severity} />
      <p class="headline">
        <a href={alertLink(id)} data-row>
          <Foreign text={headline} />
        </a>
      </p>
      <p class="meta">
        <span class="word">{status === 'resolved' ? 'Resolved' : SEVERITY_WORDS[severity]}</span>
        <span class="muted">
          {status === 'resolved' && resolvedAt !== undefined ? (
            <>
              <Time at={resolvedAt} />, opened <Time at={openedAt} form="moment" />
            </>
          ) : (
            <>
              {status === 'open' ? 'since ' : ''}
              <Time at={openedAt} />
            </>
          )}
        </span>
        {acknowledgement !== undefined && (
          <span class="tag" title={`${acknowledgement.by}: ${acknowledgement.reason}`}>
            <Icon name="check" /> acknowledged
          </span>
        )}
        {silences.length > 0 && (
          <span class="tag">
            <Icon name="mute" /> muted
          </span>
        )}
      </p>
      <Hit impact={impact} subject={subject} />
    </li>
  );
}

const MOST_NAMES = 5;

/** The domains that a root cause hits. */
export function Hit({
  impact,
  subject,
  most = MOST_NAMES,
}: {
  readonly impact: ImpactResource;
  readonly subject: AlertResource['subject'];
  readonly most?: number;
}) {
  const { domains, sample } = impact;
  const names = sample.filter((name) => subject?.type !== 'domain' || name !== subject.name).slice(0, most);
  return (
    <ul class="hit" aria-label="Concerned">
      {subject !== undefined && (
        <li>
          <span class="tag">{subject.type === 'domain' ? 'domain' : 'MX host'}</span>
          <HostName name={subject.name} href={targetLink(subject)} />
        </li>
      )}
      {names.map((name) => (
        <li key={name}>
          <HostName name={name} href={domainLink(name)} />
        </li>
      ))}
      {domains > sample.slice(0, most).length && <li class="muted">{count(domains, 'domain')} in all</li>}
    </ul>
  );
}
