import { adviceParts } from '../../../core/findings/advice';
import type { FindingResource } from '../../../query/resources';
import { targetLink } from '../data/route';
import { SeverityBadge } from './badge';
import { Fact } from './chain';
import { CopyButton } from './copy';
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
    fix,
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
      {fix !== '' && <Fix text={fix} />}
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

/** What to do. Text to publish is copied alone, as it is. */
export function Fix({
  text,
  heading: Heading = 'h4',
}: {
  readonly text: string;
  /** By its place on the page. */ readonly heading?: 'h2' | 'h4';
}) {
  const parts = adviceParts(text);
  return (
    <div class="fix">
      <Heading class="heading">To mend it</Heading>
      {parts.map(({ form, lines }, n) =>
        form === 'sentences' ? (
          lines.map((line, m) => (
            <p key={`${n}.${m}`}>
              <Foreign text={line} />
            </p>
          ))
        ) : (
          <div key={n} class="to-publish">
            <pre>
              {lines.map((line, m) => (
                <span key={m}>
                  <Foreign text={line} />
                  {'\n'}
                </span>
              ))}
            </pre>
            <CopyButton text={lines.join('\n')} label="Copy the text to publish" />
          </div>
        ),
      )}
      {parts.every(({ form }) => form === 'sentences') && <CopyButton text={text} label="Copy the advice" />}
    </div>
  );
}
