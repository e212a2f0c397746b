import type { DomainResource } from '../../../../query/resources';
import { CopyButton } from '../../parts/copy';
import { Panel } from '../../parts/states';
import { Foreign, HostName } from '../../parts/text';

type State = NonNullable<DomainResource['dane']>['state'];

const STATES: Readonly<Record<State, string>> = {
  protected: 'protected',
  partial: 'some MX host is not authenticated',
  degraded: 'some MX host is refused',
  undeliverable: 'no MX host is left',
  'not-signed': 'the MX records are not signed',
  'not-used': 'not used',
  unknown: 'unknown',
};

/** DANE (RFC 7672), where the resolver can tell. */
export function Dane({ domain: { dane, mxHosts } }: { readonly domain: DomainResource }) {
  if (dane === undefined) return null;
  const withRecords = mxHosts.flatMap(({ host, dane: standing }) =>
    standing === undefined || standing.records.length === 0 ? [] : [{ host, standing }],
  );
  return (
    <Panel title="DANE" id="dane" aside={STATES[dane.state]}>
      {dane.reasons.map((reason) => (
        <p key={reason} class="muted">
          <Foreign text={reason} />
        </p>
      ))}
      {dane.reasons.length === 0 && withRecords.length === 0 && <p class="muted">No TLSA record counts.</p>}
      {withRecords.map(({ host, standing: { state, records, rollOver } }) => (
        <div key={host} class="tlsa">
          <h3>
            <HostName name={host} />{' '}
            <span class="muted">
              {state}
              {rollOver && ', a roll-over goes on'}
            </span>
          </h3>
          <Records records={records} />
        </div>
      ))}
    </Panel>
  );
}

/** TLSA records as in a zone file. */
export const Records = ({ records }: { readonly records: readonly string[] }) => (
  <div class="zone">
    <pre>
      {records.map((record) => (
        <span key={record}>
          <Foreign text={record} />
          {'\n'}
        </span>
      ))}
    </pre>
    <CopyButton text={records.join('\n')} label="Copy the TLSA records" />
  </div>
);
