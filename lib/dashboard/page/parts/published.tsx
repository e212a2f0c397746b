import type { PublishedTextResource, TextProblemResource } from '../../../query/resources';
import { CopyButton } from './copy';
import { Icon } from './icon';
import { Foreign } from './text';

/** A record or a policy as published, line by line, the faulty parts marked and what to write instead below them. */
export function Published({ published, label }: { readonly published: PublishedTextResource; readonly label: string }) {
  return (
    <figure class="published">
      <ol aria-label={label}>
        {published.lines.map(({ text, problems }, n) => (
          <li key={n}>
            <code>{text === '' ? '\u00a0' : <Marked text={text} problems={problems} />}</code>
            {problems.map((problem, m) => (
              <Problem key={m} problem={problem} />
            ))}
          </li>
        ))}
      </ol>
      {published.problems.map((problem, n) => (
        <Problem key={n} problem={problem} />
      ))}
      <CopyButton text={published.text} label={`Copy: ${label}`} />
    </figure>
  );
}

const Problem = ({ problem: { severity, message } }: { readonly problem: TextProblemResource }) => (
  <p class={`problem tone-${severity}`}>
    <Icon name={severity} />
    <span>
      <span class="visually-hidden">{severity}: </span>
      <Foreign text={message} />
    </span>
  </p>
);

function Marked({ text, problems }: { readonly text: string; readonly problems: readonly TextProblemResource[] }) {
  const marks = problems
    .flatMap(({ from, to, severity }) =>
      from === undefined || to === undefined || to <= from ? [] : [{ from, to, severity }],
    )
    .sort((a, b) => a.from - b.from);
  const pieces = [];
  let at = 0;
  for (const { from, to, severity } of marks) {
    if (from < at) continue;
    pieces.push(<Foreign key={at} text={text.slice(at, from)} />);
    pieces.push(
      <mark key={`m${from}`} class={`tone-${severity}`}>
        <Foreign text={text.slice(from, to)} />
      </mark>,
    );
    at = to;
  }
  return (
    <>
      {pieces}
      <Foreign text={text.slice(at)} />
    </>
  );
}
