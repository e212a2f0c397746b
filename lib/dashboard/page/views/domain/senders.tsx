import type { DomainResource } from '../../../../query/resources';
import { Icon, type IconName } from '../../parts/icon';
import { Foreign } from '../../parts/text';

type Delivery = DomainResource['senders'][number];

const SENDERS: Readonly<Record<Delivery['sender'], string>> = {
  'dane-first': 'Senders with DANE',
  'mta-sts-only': 'Senders with MTA-STS only',
  'exchange-online': 'Exchange Online',
  neither: 'Senders with neither standard',
};

const OUTCOMES: Readonly<
  Record<Delivery['outcome'], { readonly title: string; readonly tone: string; readonly icon: IconName }>
> = {
  authenticated: { title: 'Delivered over authenticated TLS', tone: 'protected', icon: 'protected' },
  encrypted: { title: 'Encrypted, server not authenticated', tone: 'testing', icon: 'testing' },
  opportunistic: { title: 'Delivered with opportunistic TLS', tone: 'unprotected', icon: 'unprotected' },
  refused: { title: 'Deferred, then bounced', tone: 'undeliverable', icon: 'undeliverable' },
  unknown: { title: 'Not checked', tone: 'unknown', icon: 'unknown' },
};

/** What becomes of mail from each kind of sender. */
export function Senders({ senders }: { readonly senders: readonly Delivery[] }) {
  if (senders.length === 0) return null;
  return (
    <section class="senders" aria-labelledby="senders">
      <h2 id="senders" class="visually-hidden">
        What senders do
      </h2>
      <ul>
        {senders.map(({ sender, outcome, partly, says }) => {
          const { title, tone, icon } = OUTCOMES[outcome];
          return (
            <li key={sender} class={`sender tone-${tone}`}>
              <h3>{SENDERS[sender]}</h3>
              <p class="outcome">
                <Icon name={icon} />
                {title}
                {partly && ', some MX hosts skipped'}
              </p>
              <p class="muted">
                <Foreign text={says} />
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
