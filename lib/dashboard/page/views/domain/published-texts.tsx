import type { DomainResource, RecordResource } from '../../../../query/resources';
import { Served } from '../../parts/chain';
import { Published } from '../../parts/published';
import { Empty, Panel } from '../../parts/states';
import { Foreign, Time } from '../../parts/text';
import { duration } from '../../text/time';

const STATES: Readonly<Record<DomainResource['policy']['state'], string>> = {
  valid: 'valid',
  invalid: 'not valid',
  'not-served': 'not served',
  lost: 'not served any more; senders may still hold it',
  unknown: 'never seen',
};

/** What the domain publishes, as it stands there, with the faulty parts marked. */
export function PublishedTexts({
  domain: { stsRecord, policy, tlsRptRecord, certificates },
}: {
  readonly domain: DomainResource;
}) {
  const { mode, maxAge, state, url, published, served, lostAt } = policy;
  return (
    <>
      <Panel title="STS record" id="sts-record">
        <RecordText record={stsRecord} />
      </Panel>
      <Panel
        title="Policy"
        id="policy"
        aside={[mode, STATES[state], maxAge === undefined ? '' : `kept ${duration(maxAge * 1000)}`]
          .filter((part) => part !== undefined && part !== '')
          .join(' · ')}
      >
        <p class="where mono">
          <Foreign text={url} />
        </p>
        {lostAt !== undefined && (
          <p class="muted">
            Not served since <Time at={lostAt} />.
          </p>
        )}
        {published === undefined ? (
          <Empty icon="info">No policy {state === 'unknown' ? 'was ever seen.' : 'is served.'}</Empty>
        ) : (
          <Published published={published} label="The policy as published" />
        )}
        {served.length > 0 && (
          <div class="served">
            <h3>Certificate of the policy host</h3>
            <Served served={served} certificates={certificates} />
          </div>
        )}
      </Panel>
      <Panel title="TLSRPT record" id="tlsrpt">
        <RecordText record={tlsRptRecord} />
      </Panel>
    </>
  );
}

const RecordText = ({ record: { name, state, published } }: { readonly record: RecordResource }) => (
  <>
    <p class="where mono">
      <Foreign text={name} /> TXT
    </p>
    {published === undefined ? (
      <Empty icon="info">{state === 'absent' ? 'There is no such record.' : 'It was never seen.'}</Empty>
    ) : (
      <Published published={published} label={`The record at ${name}`} />
    )}
  </>
);
