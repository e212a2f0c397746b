import { linkTo } from '../data/route';
import { Icon } from './icon';

/** The way to the next part of a list, and back to its beginning; each part has its link. */
export function Pager({
  path,
  query,
  next,
}: {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly next: string | undefined;
}) {
  const { cursor, ...filters } = query;
  if (cursor === undefined && next === undefined) return null;
  return (
    <nav class="pager" aria-label="Parts of the list">
      {cursor !== undefined && (
        <a href={linkTo(path, filters)}>
          <Icon name="back" />
          Back to the beginning
        </a>
      )}
      {next !== undefined && (
        <a class="next" href={linkTo(path, { ...filters, cursor: next })}>
          Next
          <Icon name="arrow" />
        </a>
      )}
    </nav>
  );
}
