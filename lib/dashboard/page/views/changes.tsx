import type { EventPage } from '../../../query/resources';
import { linkTo, queryText } from '../data/route';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { EventList } from '../parts/event-list';
import { Choice } from '../parts/filter';
import { Icon } from '../parts/icon';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';

const PATH = ['changes'];
const ROWS = '100';

/** Each filter lets through what is graver, too. */
const AT_LEAST = [
  ['warning', 'Warnings and worse'],
  ['error', 'Errors and worse'],
  ['critical', 'Critical'],
] as const;

/** Everything that changed, newest first. */
export function ChangesView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { severity, cursor } = query;
  const resource = useLast(useResource<EventPage>(`api/events${queryText({ severity, cursor, limit: ROWS })}`));
  useTitle('Changes');
  return (
    <div class="view">
      <header class="view-head">
        <h1>Changes</h1>
      </header>
      <nav class="choices" aria-label="By severity">
        <Choice href={linkTo(PATH)} isChosen={severity === undefined}>
          All
        </Choice>
        {AT_LEAST.map(([one, title]) => (
          <Choice key={one} href={linkTo(PATH, { severity: one })} isChosen={severity === one} tone={`tone-${one}`}>
            <Icon name={one} />
            {title}
          </Choice>
        ))}
      </nav>
      <Loaded resource={resource} rows={12}>
        {({ items, cursor: next }) => (
          <>
            {items.length === 0 ? (
              <Empty icon="clock">
                {next === undefined ? 'Nothing has changed.' : 'Nothing in this part. The next one goes further back.'}
              </Empty>
            ) : (
              <EventList events={items} heading="h2" />
            )}
            <Pager path={PATH} query={query} next={next} />
          </>
        )}
      </Loaded>
    </div>
  );
}
