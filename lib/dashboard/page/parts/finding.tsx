import type { FindingResource } from '../../../query/resources';
import { targetLink } from '../data/route';
import { SeverityBadge } from './badge';
import { Fact } from './chain';
import { CopyButton } from './copy';
import { Foreign, HostName, Time } from './text';

/** A fault: what it is, what becomes of mail, and how to mend it; the evidence and who does what when it is opened. */
export function FindingCard({ finding, of }: { readonly finding: FindingResource; /** The target that the view is about. */ readonly of: string }) {
  const { severity, title, subject, status, since, mail, why, fix, evidence, senders, resultType, references, fingerprint } = finding;
  const id = `finding-${fingerprint}`;
  return (
    <article class={`finding edge-${severity}`} aria-labelledby={id}>
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
      <p class="mail">
        <Foreign text={mail} />
      </p>
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

/** What to do. Text to publish stands on lines of its own, and is copied alone. */
export function Fix({ text }: { readonly text: string }) {
  const [advice = '', ...lines] = text.split('\n');
  const toPublish = lines.join('\n').trim();
  return (
    <div class="fix">
      <h4>To mend it</h4>
      <p>
        <Foreign text={advice} />
      </p>
      {toPublish !== '' && (
        <pre>
          {toPublish.split('\n').map((line, n) => (
            <span key={n}>
              <Foreign text={line} />
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      <CopyButton text={toPublish === '' ? text : toPublish} label={toPublish === '' ? 'Copy the advice' : 'Copy the text to publish'} />
    </div>
  );
}
