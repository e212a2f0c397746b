import { diffLines, diffWordsWithSpace } from 'diff';
import type { PolicyBodyResource } from '../../../query/resources';
import { useResource } from '../data/use-resource';
import { Loaded } from './states';
import { Foreign } from './text';

interface Row {
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
  readonly before?: string;
  readonly after?: string;
}

/** The policy before and after a change, side by side, with the words that differ marked. */
export function PolicyDiff({ before, after }: { readonly before: string | null; readonly after: string | null }) {
  if (before === null || after === null) return <OnePolicy sha256={before ?? after ?? ''} isOld={after === null} />;
  return <TwoPolicies before={before} after={after} />;
}

const pathOf = (sha256: string): string => `api/policies/${encodeURIComponent(sha256)}`;

function OnePolicy({ sha256, isOld }: { readonly sha256: string; readonly isOld: boolean }) {
  const resource = useResource<PolicyBodyResource>(pathOf(sha256));
  return (
    <Loaded resource={resource} rows={3}>
      {({ published }) => <DiffTable rows={rowsOf(isOld ? published.text : '', isOld ? '' : published.text)} />}
    </Loaded>
  );
}

function TwoPolicies({ before, after }: { readonly before: string; readonly after: string }) {
  const old = useResource<PolicyBodyResource>(pathOf(before));
  const fresh = useResource<PolicyBodyResource>(pathOf(after));
  return (
    <Loaded resource={old} rows={3}>
      {(oldBody) => (
        <Loaded resource={fresh} rows={3}>
          {(freshBody) => <DiffTable rows={rowsOf(oldBody.published.text, freshBody.published.text)} />}
        </Loaded>
      )}
    </Loaded>
  );
}

/** A policy has 64 KiB at most, and so has its difference; a person reads this many lines of it. */
const MOST_ROWS = 400;

function DiffTable({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <div class="diff" tabIndex={0} role="group" aria-label="The policy before and after">
      <table>
        <thead>
          <tr>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ kind, before, after }, n) => (
            <tr key={n} class={kind}>
              <Side
                text={before}
                other={kind === 'changed' ? after : undefined}
                sign="−"
                word="removed"
                isChange={kind !== 'same'}
              />
              <Side
                text={after}
                other={kind === 'changed' ? before : undefined}
                sign="+"
                word="added"
                isChange={kind !== 'same'}
              />
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p class="muted">{rows.length - MOST_ROWS} more lines.</p>}
    </div>
  );
}

interface SideProps {
  readonly text: string | undefined;
  readonly other: string | undefined;
  readonly sign: string;
  readonly word: string;
  readonly isChange: boolean;
}

function Side({ text, other, sign, word, isChange }: SideProps) {
  if (text === undefined) return <td class="none" />;
  if (!isChange) {
    return (
      <td>
        <code>
          <Foreign text={text} />
        </code>
      </td>
    );
  }
  return (
    <td class={word}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="visually-hidden">{word}: </span>
      <code>{other === undefined ? <Foreign text={text} /> : <Words text={text} other={other} />}</code>
    </td>
  );
}

/** Words of `text`, those that `other` lacks in strong type. */
const Words = ({ text, other }: { readonly text: string; readonly other: string }) => (
  <>
    {diffWordsWithSpace(other, text)
      .filter(({ removed }) => !removed)
      .map(({ value, added }, n) =>
        added ? (
          <b key={n}>
            <Foreign text={value} />
          </b>
        ) : (
          <Foreign key={n} text={value} />
        ),
      )}
  </>
);

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

/** Pairs removed and added lines that stand together. */
function rowsOf(before: string, after: string): Row[] {
  const rows: Row[] = [];
  let removed: string[] = [];
  const flush = (added: readonly string[]): void => {
    for (let n = 0; n < Math.max(removed.length, added.length); n += 1) {
      const [old, fresh] = [removed[n], added[n]];
      rows.push({
        kind: old === undefined ? 'added' : fresh === undefined ? 'removed' : 'changed',
        ...(old !== undefined && { before: old }),
        ...(fresh !== undefined && { after: fresh }),
      });
    }
    removed = [];
  };
  for (const part of diffLines(before, after)) {
    const lines = part.value === '' ? [] : linesOf(part.value);
    if (part.removed) {
      flush([]);
      removed = lines;
    } else if (part.added) flush(lines);
    else {
      flush([]);
      rows.push(...lines.map((line) => ({ kind: 'same' as const, before: line, after: line })));
    }
  }
  flush([]);
  return rows;
}
