import { escapeHidden } from '../../../core/text/escape';
import type { DependentPage, EventPage, MxHostResource } from '../../../query/resources';
import { linkTo, queryText } from '../data/route';
import { useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { DomainTable } from '../parts/domain-table';
import { EventsPanel } from '../parts/events-panel';
import { FindingCard } from '../parts/finding';
import { History } from '../parts/history';
import { Icon } from '../parts/icon';
import { Empty, Loaded, Panel } from '../parts/states';
import { Foreign } from '../parts/text';
import { Unseen } from '../parts/unseen';
import { count } from '../text/words';
import { Records } from './domain/dane';
import { Endpoints } from './domain/mx-hosts';

/** An MX host, and the domains that depend on it. */
export function MxHostView({
  name,
  cursor,
}: {
  readonly name: string;
  /** Of the list of domains. */ readonly cursor: string | undefined;
}) {
  const path = `api/mx-hosts/${encodeURIComponent(name)}`;
  const resource = useResource<MxHostResource>(path);
  const events = useResource<EventPage>(`${path}/events?limit=50`);
  useTitle(escapeHidden(name));
  return (
    <div class="view target-view">
      <p class="crumb">
        <a href={linkTo(['mx-hosts'])}>
          <Icon name="back" />
          MX hosts
        </a>
      </p>
      <h1>
        <bdi>{escapeHidden(name)}</bdi>
      </h1>
      <Loaded resource={resource} rows={12}>
        {(host) => (
          <>
            <div class="target-head">
              <p class="muted">
                {count(host.domains, 'watched domain')} {host.domains === 1 ? 'names' : 'name'} it
                {host.cname !== undefined && (
                  <>
                    ; alias of <Foreign text={host.cname} />
                  </>
                )}
              </p>
            </div>
            <div class="columns even">
              <div class="stack">
                <Panel title="What to fix" id="findings">
                  {host.findings.length === 0 && (
                    <Empty icon={host.checkedAt === undefined ? 'clock' : 'check'}>
                      {host.checkedAt === undefined ? 'No look yet.' : 'Nothing. All that was seen is right.'}
                    </Empty>
                  )}
                  {host.findings.map((finding) => (
                    <FindingCard key={finding.fingerprint} finding={finding} of={name} />
                  ))}
                  <Unseen unseen={host.unseen} of={name} />
                </Panel>
                <Dependents path={path} name={name} cursor={cursor} />
              </div>
              <div class="stack">
                <Panel title="Addresses" id="addresses">
                  {host.endpoints.length === 0 && <Empty icon="info">No address is known.</Empty>}
                  <Endpoints endpoints={host.endpoints} certificates={host.certificates} />
                </Panel>
                <Tlsa tlsa={host.tlsa} />
              </div>
            </div>
            <History path={`${path}/checks`} checkedAt={host.checkedAt} />
            <EventsPanel events={events} of={name} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Dependents({
  path,
  name,
  cursor,
}: {
  readonly path: string;
  readonly name: string;
  readonly cursor: string | undefined;
}) {
  const resource = useResource<DependentPage>(`${path}/domains${queryText({ limit: '25', cursor })}`);
  return (
    <Panel
      title="Domains that depend on it"
      id="dependents"
      aside={cursor !== undefined && <a href={linkTo(['mx', name])}>from the beginning</a>}
    >
      <Loaded resource={resource} rows={4}>
        {({ items, cursor: next }) => (
          <>
            {items.length === 0 ? (
              <Empty icon="info">No watched domain names it any more.</Empty>
            ) : (
              <DomainTable rows={items} caption="Domains that depend on this MX host" />
            )}
            {next !== undefined && (
              <p class="more-note">
                <a href={linkTo(['mx', name], { cursor: next })}>More domains</a>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Tlsa({ tlsa }: { readonly tlsa: MxHostResource['tlsa'] }) {
  if (tlsa === undefined) return null;
  return (
    <Panel
      title="TLSA records"
      id="tlsa"
      aside={
        tlsa === null
          ? undefined
          : tlsa.secure
            ? tlsa.usable
              ? 'proven by DNSSEC'
              : 'none can be used'
            : 'not proven by DNSSEC, so they do not count'
      }
    >
      {tlsa === null ? (
        <Empty icon="info">There are none: DANE is not used here.</Empty>
      ) : (
        <>
          <p class="where mono">
            _25._tcp.
            <Foreign text={tlsa.baseDomain} />
          </p>
          <Records records={tlsa.records} />
          {tlsa.rollOver && (
            <p class="muted">A record is there for another key than the one in use: a roll-over goes on.</p>
          )}
        </>
      )}
    </Panel>
  );
}
