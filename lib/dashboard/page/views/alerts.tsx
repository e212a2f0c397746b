import type { AlertPage } from '../../../query/resources';
import { queryText } from '../data/route';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { AlertList } from '../parts/alert-list';
import { ALERT_STATES, AlertTabs, type AlertState } from '../parts/alert-tabs';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';

const PATH = ['alerts'];
const ROWS = '100';

const isState = (text: string): text is AlertState => text in ALERT_STATES;

const NONE: Readonly<Record<AlertState, string>> = {
  open: 'No alert is open.',
  resolved: 'No alert was resolved yet.',
  told: 'No change was told yet.',
  all: 'There was no alert yet.',
};

/** Alerts, one a root cause: the open ones first of all. */
export function AlertsView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { status = 'open', cursor } = query;
  const state: AlertState = isState(status) ? status : 'open';
  const resource = useLast(
    useResource<AlertPage>(
      `api/alerts${queryText({ status: state === 'all' ? undefined : state, cursor, limit: ROWS })}`,
    ),
  );
  useTitle('Alerts');
  return (
    <div class="view">
      <header class="view-head">
        <h1>Alerts</h1>
      </header>
      <AlertTabs current={state} />
      <Loaded resource={resource} rows={8}>
        {({ items, cursor: next }) => (
          <>
            {items.length === 0 ? (
              <Empty>{NONE[state]}</Empty>
            ) : (
              <div class="panel bare">
                <AlertList alerts={items} />
              </div>
            )}
            <Pager path={PATH} query={query} next={next} />
          </>
        )}
      </Loaded>
    </div>
  );
}
