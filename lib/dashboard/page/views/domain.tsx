import type { DomainResource, EventPage } from '../../../query/resources';
import { linkTo } from '../data/route';
import { useMayChange } from '../data/account';
import { useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { VerdictBadge } from '../parts/badge';
import { CopyButton } from '../parts/copy';
import { EventsPanel } from '../parts/events-panel';
import { FindingCard } from '../parts/finding';
import { MuteButton } from '../parts/mute';
import { History } from '../parts/history';
import { Icon } from '../parts/icon';
import { Empty, Loaded, Panel } from '../parts/states';
import { Foreign, Time } from '../parts/text';
import { Unseen } from '../parts/unseen';
import { escapeHidden } from '../../../core/text/escape';
import { Dane } from './domain/dane';
import { MxHosts } from './domain/mx-hosts';
import { PublishedTexts } from './domain/published-texts';
import { Senders } from './domain/senders';

/** Everything about a domain, on one page. */
export function DomainView({ name }: { readonly name: string }) {
  const path = `api/domains/${encodeURIComponent(name)}`;
  const resource = useResource<DomainResource>(path);
  const events = useResource<EventPage>(`${path}/events?limit=50`);
  useTitle(escapeHidden(name));
  return (
    <div class="view target-view">
      <p class="crumb">
        <a href={linkTo(['domains'])}>
          <Icon name="back" />
          Domains
        </a>
      </p>
      <h1>
        <bdi>{escapeHidden(name)}</bdi>
      </h1>
      <Loaded resource={resource} rows={12}>
        {(domain) => (
          <>
            <Head domain={domain} />
            <Senders senders={domain.senders} />
            <div class="columns even">
              <div class="stack">
                <Findings domain={domain} />
                <MxHosts hosts={domain.mxHosts} form={domain.mx.form} certificates={domain.certificates} />
                <Dane domain={domain} />
              </div>
              <div class="stack">
                <PublishedTexts domain={domain} />
              </div>
            </div>
            <History path={`${path}/checks`} checkedAt={domain.checkedAt} />
            <EventsPanel events={events} of={name} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Head({ domain: { name, verdict, since, reasons, source, addedAt } }: { readonly domain: DomainResource }) {
  const mayChange = useMayChange();
  const command = `npx --no mta-sts-watch check ${name}`;
  return (
    <div class="target-head">
      <p class="verdict-line">
        <VerdictBadge verdict={verdict ?? undefined} large />
        {since !== undefined && (
          <span class="muted">
            since <Time at={since} />
          </span>
        )}
        <span class="actions">{mayChange && <MuteButton subject={`domain/${name}`} label="Mute" />}</span>
      </p>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map((reason) => (
            <li key={reason}>
              <Foreign text={reason} />
            </li>
          ))}
        </ul>
      )}
      <p class="muted small">
        Watched since <Time at={addedAt} form="date" /> (<Foreign text={source} />
        ).{' '}
        <code>
          <Foreign text={command} />
        </code>{' '}
        looks now. <CopyButton text={command} label="Copy the command" />
      </p>
    </div>
  );
}

function Findings({ domain: { name, findings, unseen, verdict } }: { readonly domain: DomainResource }) {
  return (
    <Panel title="What to fix" id="findings">
      {findings.length === 0 && (
        <Empty icon={verdict === null ? 'clock' : 'check'}>
          {verdict === null ? 'No look yet.' : 'Nothing. All that was seen is right.'}
        </Empty>
      )}
      {findings.map((finding) => (
        <FindingCard key={finding.fingerprint} finding={finding} of={name} />
      ))}
      <Unseen unseen={unseen} of={name} />
    </Panel>
  );
}
