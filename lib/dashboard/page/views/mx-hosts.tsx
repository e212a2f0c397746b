import type { MxHostPage } from '../../../query/resources';
import { linkTo, queryText } from '../data/route';
import { go } from '../data/use-route';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { ListSearch } from '../parts/list-search';
import { MxHostTable } from '../parts/mx-host-table';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';
import { count } from '../text/words';

const PATH = ['mx-hosts'];
const ROWS = '100';

/** The MX hosts that watched domains name, and how each stands. */
export function MxHostsView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { q = '', cursor } = query;
  const resource = useLast(useResource<MxHostPage>(`api/mx-hosts${queryText({ q, cursor, limit: ROWS })}`));
  useTitle('MX hosts');
  return (
    <div class="view">
      <header class="view-head">
        <h1>MX hosts</h1>
        <ListSearch
          label="Narrow by name"
          value={q}
          onChange={(text) => go(linkTo(PATH, { q: text }), { replace: true })}
        />
      </header>
      <Loaded resource={resource} rows={12}>
        {({ items, total, cursor: next }) => (
          <>
            <p class="muted" role="status">
              {count(total, 'MX host')}
            </p>
            {items.length === 0 ? (
              <Empty icon="search">
                {q === ''
                  ? 'No MX host is known yet: the first look at the domains finds them.'
                  : 'No MX host has this in its name.'}
              </Empty>
            ) : (
              <MxHostTable rows={items} caption={`${count(total, 'MX host')}, in the order of names`} />
            )}
            <Pager path={PATH} query={query} next={next} />
          </>
        )}
      </Loaded>
    </div>
  );
}
