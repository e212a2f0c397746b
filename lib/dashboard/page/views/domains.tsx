import type { DomainPage } from '../../../query/resources';
import { linkTo, queryText } from '../data/route';
import { go } from '../data/use-route';
import { useLast, useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { VERDICTS } from '../data/verdicts';
import { DomainTable } from '../parts/domain-table';
import { Choice } from '../parts/filter';
import { Icon } from '../parts/icon';
import { ListSearch } from '../parts/list-search';
import { Pager } from '../parts/pager';
import { Empty, Loaded } from '../parts/states';
import { count, numberText, VERDICT_WORDS } from '../text/words';

const PATH = ['domains'];
const ROWS = '100';

/** The watched domains, by verdict and name; the server searches and pages. */
export function DomainsView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { q = '', verdict, cursor } = query;
  const resource = useLast(useResource<DomainPage>(`api/domains${queryText({ q, verdict, cursor, limit: ROWS })}`));
  useTitle(verdict === undefined ? 'Domains' : `Domains, ${verdict}`);
  const { body } = resource;
  return (
    <div class="view">
      <header class="view-head">
        <h1>Domains</h1>
        <ListSearch
          label="Narrow by name"
          value={q}
          onChange={(text) => go(linkTo(PATH, { q: text, verdict }), { replace: true })}
        />
      </header>
      <nav class="choices" aria-label="By verdict">
        <Choice href={linkTo(PATH, { q })} isChosen={verdict === undefined}>
          All{' '}
          <Number
            n={body === undefined ? undefined : Object.values(body.verdicts).reduce((sum, n) => sum + n, body.notYet)}
          />
        </Choice>
        {VERDICTS.map((one) => (
          <Choice key={one} href={linkTo(PATH, { q, verdict: one })} isChosen={verdict === one} tone={`tone-${one}`}>
            <Icon name={one} />
            {VERDICT_WORDS[one].title} <Number n={body?.verdicts[one]} />
          </Choice>
        ))}
        {(verdict === 'not-yet' || (body?.notYet ?? 0) > 0) && (
          <Choice href={linkTo(PATH, { q, verdict: 'not-yet' })} isChosen={verdict === 'not-yet'} tone="tone-unknown">
            <Icon name="clock" />
            Not looked at yet <Number n={body?.notYet} />
          </Choice>
        )}
      </nav>
      <Loaded resource={resource} rows={12}>
        {({ items, total, cursor: next }) => (
          <>
            <p class="visually-hidden" role="status">
              {count(total, 'domain')}
            </p>
            {items.length === 0 ? (
              <None q={q} />
            ) : (
              <DomainTable rows={items} caption={`${count(total, 'domain')}, in the order of names`} />
            )}
            <Pager path={PATH} query={query} next={next} />
          </>
        )}
      </Loaded>
    </div>
  );
}

const Number = ({ n }: { readonly n: number | undefined }) => (
  <span class="n">{n === undefined ? '' : numberText(n)}</span>
);

const None = ({ q }: { readonly q: string }) =>
  q === '' ? (
    <Empty icon="search">No domain stands so.</Empty>
  ) : (
    <Empty icon="search">
      No watched domain has “<bdi>{q}</bdi>” in its name. <code>mta-sts-watch domains add NAME</code> watches one.
    </Empty>
  );
