import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { OverviewResource } from '../../../query/resources';
import { VERDICTS } from '../data/verdicts';
import { linkTo } from '../data/route';
import { useResource } from '../data/use-resource';
import { useTitle } from '../data/use-title';
import { say } from '../parts/announcer';
import { AlertList } from '../parts/alert-list';
import { Icon } from '../parts/icon';
import { Empty, Loaded, Panel } from '../parts/states';
import { Foreign } from '../parts/text';
import { VerdictBar } from '../parts/verdict-bar';
import { numberText, VERDICT_WORDS } from '../text/words';
import { Changes } from './overview/changes';
import { Coverage, Schedules } from './overview/coverage';
import { Expiries } from './overview/expiries';

/** As many as are read at a glance; the list has them all. */
const SHOWN_ALERTS = 6;

/** How things stand this morning. */
export function Overview() {
  const resource = useResource<OverviewResource>('api/overview');
  useTitle('Overview');
  return (
    <Loaded resource={resource} rows={9}>
      {(overview) => (
        <div class="overview">
          <Standing overview={overview} />
          <div class="columns">
            <div class="stack">
              <Panel title="Open alerts" id="open-alerts" aside={<a href={linkTo(['alerts'])}>All alerts</a>}>
                {overview.alerts.open === 0 ? (
                  <Empty>No alert is open.</Empty>
                ) : (
                  <AlertList alerts={overview.alerts.gravest.slice(0, SHOWN_ALERTS)} />
                )}
                {overview.alerts.open > SHOWN_ALERTS && (
                  <p class="muted more-note">
                    <a href={linkTo(['alerts'])}>{numberText(overview.alerts.open - SHOWN_ALERTS)} more</a>
                  </p>
                )}
              </Panel>
              <Coverage coverage={overview.coverage} schedules={overview.schedules} />
            </div>
            <Changes changes={overview.changes} />
          </div>
          <Expiries expiries={overview.expiries} />
        </div>
      )}
    </Loaded>
  );
}

function Standing({ overview }: { readonly overview: OverviewResource }) {
  const { headline, lines, verdicts, notYet, domains, mxHosts, schedules } = overview;
  const told = useRef(headline);
  useEffect(() => {
    if (told.current !== headline) say(headline);
    told.current = headline;
  }, [headline]);
  return (
    <section class="standing" aria-labelledby="headline">
      <div class="words">
        <h1 id="headline">
          <Foreign text={headline} />
        </h1>
        <p>
          {lines.map((line) => (
            <Fragment key={line}>
              <Foreign text={line} />{' '}
            </Fragment>
          ))}
        </p>
      </div>
      <Schedules schedules={schedules} />
      <VerdictBar verdicts={verdicts} notYet={notYet} total={domains} />
      <ul class="tiles" aria-label={`${numberText(domains)} domains by verdict, and ${numberText(mxHosts)} MX hosts`}>
        {VERDICTS.map((verdict) => (
          <li key={verdict}>
            <a
              class={`tile tone-${verdict}${(verdicts[verdict] ?? 0) === 0 ? ' none' : ''}`}
              href={linkTo(['domains'], { verdict })}
              title={VERDICT_WORDS[verdict].says}
            >
              <span class="number">{numberText(verdicts[verdict] ?? 0)}</span>
              <span class="label">
                <Icon name={verdict} />
                {VERDICT_WORDS[verdict].title}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
