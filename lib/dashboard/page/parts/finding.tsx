import type { FindingResource } from '../../../query/resources';
import { targetLink } from '../data/route';
import { SeverityBadge } from './badge';
import { Fact } from './chain';
import { Fix } from './fix';
import { Foreign, HostName, Time } from './text';

/** What becomes of mail, by the word that the API has for it. */
const MAIL: Readonly<Record<string, string>> = {
  refused: 'Senders that enforce the policy do not deliver here.',
  'refused-by-dane': 'Senders that use DANE do not deliver here, whatever the policy says.',
  unprotected: 'Senders find no usable policy, and deliver with whatever TLS there is.',
  'at-risk': 'Some senders are affected, or all will be.',
  none: 'Mail is delivered all the same.',
};

/** A fault: what it is, what becomes of mail, and how to mend it; the evidence and who does what when it is opened. */
export function FindingCard({
  finding,
  of,
}: {
  readonly finding: FindingResource;
  /** The target that the view is about. */ readonly of: string;
}) {
  const {
    severity,
    title,
    subject,
    status,
    since,
    mail,
    why,
    fixSteps,
    evidence,
    senders,
    resultType,
    references,
    fingerprint,
  } = finding;
  const id = `finding-${fingerprint}`;
  return (
    <article class="finding" aria-labelledby={id}>
      <header>
        <SeverityBadge severity={severity} />
        <h3 id={id}>
          <Foreign text={title} />
        </h3>
        <p class="muted">
          {status === 'pending' ? 'Seen first ' : 'Since '}
          <Time at={since} />
          {status === 'pending' && ', waits for another look to confirm it'}
          {subject.name !== of && (
            <>
              {' · fault of '}
              <HostName name={subject.name} href={targetLink(subject)} />
            </>
          )}
        </p>
      </header>
      <p class="mail">{MAIL[mail] ?? why}</p>
      {fixSteps.length > 0 && <Fix steps={fixSteps} />}
      <details>
        <summary>Evidence, and what senders do</summary>
        <dl class="facts">
          {evidence.map(({ name, value }, n) => (
            <Fact key={n} name={name}>
              <Foreign text={value} />
            </Fact>
          ))}
          <Fact name="Why it matters">{why}</Fact>
          <Fact name="Exchange Online">{senders.exchangeOnline}</Fact>
          <Fact name="A conforming sender">{senders.conforming}</Fact>
          {senders.testing !== undefined && <Fact name="In testing">{senders.testing}</Fact>}
          {resultType !== null && <Fact name="Reported as">{resultType}</Fact>}
          <Fact name="Source">
            {references.map(({ text, url }, n) => (
              <span key={url}>
                {n > 0 && ', '}
                {/^https:\/\//.test(url) ? (
                  <a href={url} rel="noreferrer" target="_blank">
                    {text}
                  </a>
                ) : (
                  text
                )}
              </span>
            ))}
          </Fact>
        </dl>
      </details>
    </article>
  );
}
