import type { AlertPage } from '../../../query/resources';
import { linkTo, queryText } from '../data/route';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { AlertList } from '../parts/alert-list';
import { Choice } from '../parts/filter';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';

const PATH = ['alerts'];
const ROWS = '100';

const STATES = { open: 'Open', resolved: 'Resolved', told: 'Told once', all: 'All' } as const;
type State = keyof typeof STATES;
const isState = (text: string): text is State => text in STATES;

const NONE: Readonly<Record<State, string>> = { open: 'No alert is open.', resolved: 'No alert was resolved yet.', told: 'No change was told yet.', all: 'There was no alert yet.' };

/** Alerts, one a root cause: the open ones first of all. */
export function AlertsView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { status = 'open', cursor } = query;
  const state: State = isState(status) ? status : 'open';
  const resource = useLast(useResource<AlertPage>(`api/alerts${queryText({ status: state === 'all' ? undefined : state, cursor, limit: ROWS })}`));
  useTitle('Alerts');
  return (
    <div class="view">
      <header class="view-head">
        <h1>Alerts</h1>
      </header>
      <nav class="choices" aria-label="By state">
        {Object.entries(STATES).map(([one, title]) => (
          <Choice key={one} href={linkTo(PATH, { status: one === 'open' ? undefined : one })} isChosen={state === one}>
            {title}
          </Choice>
        ))}
      </nav>
      <Loaded resource={resource} rows={8}>
        {({ items, cursor: next }) => (
          <>
            {items.length === 0 ? <Empty>{NONE[state]}</Empty> : <div class="panel bare"><AlertList alerts={items} /></div>}
            <Pager path={PATH} query={query} next={next} />
          </>
        )}
      </Loaded>
    </div>
  );
}
