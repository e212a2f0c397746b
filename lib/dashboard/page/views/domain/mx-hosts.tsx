import type { DomainResource, EndpointResource, MxStandingResource } from '../../../../query/resources';
import { mxHostLink } from '../../data/route';
import { Served } from '../../parts/chain';
import { Icon, type IconName } from '../../parts/icon';
import { Empty, Panel } from '../../parts/states';
import { Foreign, HostName, Time } from '../../parts/text';

type Certificates = DomainResource['certificates'];

const ACCEPTANCE: Readonly<
  Record<MxStandingResource['acceptance'], { readonly title: string; readonly tone: string; readonly icon: IconName }>
> = {
  accepted: { title: 'Accepted', tone: 'protected', icon: 'protected' },
  partly: { title: 'Rejected in part', tone: 'degraded', icon: 'degraded' },
  refused: { title: 'Rejected', tone: 'undeliverable', icon: 'undeliverable' },
  unknown: { title: 'Not checked', tone: 'unknown', icon: 'unknown' },
};

const FORMS: Readonly<Record<DomainResource['mx']['form'], string>> = {
  mx: 'No MX host.',
  implicit: 'There is no MX record; mail goes to the address of the domain itself (RFC 5321 section 5.1).',
  null: 'The domain takes no mail: it publishes a null MX (RFC 7505).',
  none: 'The domain has neither an MX record nor an address.',
  unknown: 'The MX records were never seen.',
};

/** The MX hosts by preference, each with what its addresses serve. */
export const MxHosts = ({
  hosts,
  form,
  certificates,
}: {
  readonly hosts: readonly MxStandingResource[];
  readonly form: DomainResource['mx']['form'];
  readonly certificates: Certificates;
}) => (
  <Panel title="MX hosts" id="mx-hosts">
    {hosts.length === 0 && <Empty icon="info">{FORMS[form]}</Empty>}
    {hosts.map((host) => (
      <article key={host.host} class="mx-host" aria-label={host.host}>
        <header>
          <h3>
            <span class="preference" title="Preference">
              {host.preference}
            </span>
            <HostName name={host.host} href={mxHostLink(host.host)} />
          </h3>
          <Standing host={host} />
        </header>
        <Endpoints endpoints={host.endpoints} certificates={certificates} />
      </article>
    ))}
  </Panel>
);

function Standing({ host: { acceptance, covered, cname, checkedAt } }: { readonly host: MxStandingResource }) {
  const { title, tone, icon } = ACCEPTANCE[acceptance];
  return (
    <p class="host-standing">
      <span class={`badge tone-${tone}`}>
        <Icon name={icon} />
        {title}
      </span>
      {covered === false && <span class="tag bad">not in the policy</span>}
      {cname !== undefined && (
        <span class="muted">
          alias of <Foreign text={cname} />
        </span>
      )}
      {checkedAt === undefined ? (
        <span class="muted">not looked at yet</span>
      ) : (
        <span class="muted">
          <Time at={checkedAt} />
        </span>
      )}
    </p>
  );
}

/** A row an address: what it serves, and since when it is out of sight. */
export function Endpoints({
  endpoints,
  certificates,
}: {
  readonly endpoints: readonly EndpointResource[];
  readonly certificates: Certificates;
}) {
  return (
    <ul class="endpoints">
      {endpoints.map(({ address, shown, unseen, served }) => (
        <li key={address}>
          <span class="address">
            {address}
            {!shown && <span class="tag">not in the last answer</span>}
          </span>
          <div>
            {unseen !== undefined && (
              <p class="muted">
                out of sight ({unseen.cause}) since <Time at={unseen.since} />
              </p>
            )}
            {served.length === 0 && unseen === undefined && <p class="muted">serves no certificate</p>}
            <Served served={served} certificates={certificates} />
          </div>
        </li>
      ))}
    </ul>
  );
}
