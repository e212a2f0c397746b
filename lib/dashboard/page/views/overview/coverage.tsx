import type { OverviewResource, ScheduleResource } from '../../../../query/resources';
import { alertLink } from '../../parts/alert-list';
import { Steps } from '../../parts/fix';
import { Icon } from '../../parts/icon';
import { Empty, Panel } from '../../parts/states';
import { Foreign, Time } from '../../parts/text';
import { count } from '../../text/words';

/** What could not be seen, and from where: a fault of the look, never of a domain. */
export function Coverage({
  coverage: { place, notices },
  schedules,
}: {
  readonly coverage: OverviewResource['coverage'];
  readonly schedules: readonly ScheduleResource[];
}) {
  const runs = schedules.flatMap(({ name, last }) => (last === undefined ? [] : [{ name, last }]));
  return (
    <Panel
      title="Coverage"
      id="coverage"
      aside={
        <>
          seen from <Foreign text={place} />
        </>
      }
    >
      {notices.map(({ alertId, headline, fixSteps, since }) => (
        <div class="notice" key={alertId}>
          <Icon name="warning" />
          <div>
            <p>
              <a href={alertLink(alertId)}>
                <Foreign text={headline} />
              </a>{' '}
              <span class="muted">
                since <Time at={since} />
              </span>
            </p>
            <div class="muted">
              <Steps steps={fixSteps} />
            </div>
          </div>
        </div>
      ))}
      {runs.length === 0 ? (
        <Empty icon="clock">No run has finished yet.</Empty>
      ) : (
        <table class="plain-table runs">
          <caption class="visually-hidden">The last run of each schedule</caption>
          <thead>
            <tr>
              <th scope="col">Last run</th>
              <th scope="col">Ended</th>
              <th scope="col" class="num">
                Looked at
              </th>
              <th scope="col" class="num">
                Partly unseen
              </th>
              <th scope="col" class="num">
                Failed
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ name, last: { done, planned, unknown, failed, finishedAt } }) => (
              <tr key={name}>
                <th scope="row">{name === 'domains' ? 'Domains' : 'MX hosts'}</th>
                <td>{finishedAt === undefined ? 'not yet' : <Time at={finishedAt} />}</td>
                <td class="num">
                  {done} of {planned}
                </td>
                <td class={`num${unknown > 0 ? ' tone-warning' : ''}`}>{unknown}</td>
                <td class={`num${failed > 0 ? ' tone-critical' : ''}`}>{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** When was looked last, and when the next look comes. */
export function Schedules({ schedules }: { readonly schedules: readonly ScheduleResource[] }) {
  return (
    <dl class="schedules">
      {schedules.map(({ name, current, last, next }) => (
        <div key={name}>
          <dt>{name === 'domains' ? 'Domains' : 'MX hosts'}</dt>
          <dd>
            {current !== undefined ? (
              <>
                looking now, {current.done} of {count(current.planned, 'target')}
              </>
            ) : last?.finishedAt !== undefined ? (
              <>
                looked at <Time at={last.finishedAt} />
              </>
            ) : (
              'not looked at yet'
            )}
            {next !== undefined && current === undefined && Date.parse(next) > Date.now() + 30_000 && (
              <span class="muted">
                , next <Time at={next} />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
