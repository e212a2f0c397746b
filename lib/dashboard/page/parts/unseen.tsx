import type { UnseenResource } from '../../../query/resources';
import { targetLink } from '../data/route';
import { Icon } from './icon';
import { Foreign, HostName, Time } from './text';

const CAUSES: Readonly<Record<string, string>> = {
  timeout: 'no answer in time',
  slow: 'the answer was not complete when the check ended',
  refused: 'the connection was refused',
  reset: 'the connection was cut',
  unreachable: 'no route from here',
  closed: 'the connection was closed early',
  protocol: 'the answer does not follow the protocol',
  'too-large': 'the answer is too large',
  tls: 'the TLS handshake failed',
  servfail: 'the resolver failed (SERVFAIL)',
  'dns-refused': 'the resolver refused',
  bogus: 'DNSSEC says that the data is forged',
  disagreement: 'resolvers disagree',
  'smtp-transient': 'the server asks to come back later',
  'http-transient': 'the web server asks clients to retry later',
  'smtp-permanent': 'the server refuses this client',
  'address-not-allowed': 'the address is not a public one',
  'vantage-blocked': 'port 25 is closed from here',
  'not-observed': 'MX hosts are not looked at from here',
  internal: 'a fault of the monitor',
};

/** What could not be seen, and why: it says something about the look, not about the target. */
export function Unseen({ unseen, of }: { readonly unseen: readonly UnseenResource[]; readonly of: string }) {
  if (unseen.length === 0) return null;
  return (
    <div class="unseen">
      <h3>
        <Icon name="unknown" />
        Not seen at the last look
      </h3>
      <ul>
        {unseen.map(({ subject, aspect, cause, since }) => (
          <li key={`${subject.name} ${aspect}`}>
            {subject.name !== of && (
              <>
                <HostName name={subject.name} href={targetLink(subject)} />{' '}
              </>
            )}
            <b>
              <Foreign text={aspect.replace(/^smtp:/, 'address ')} />
            </b>
            : {CAUSES[cause] ?? cause},{' '}
            <span class="muted">
              since <Time at={since} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
