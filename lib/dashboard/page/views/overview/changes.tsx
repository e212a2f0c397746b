import type { OverviewResource, VerdictChangeResource } from '../../../../query/resources';
import { domainLink, linkTo } from '../../data/route';
import { VerdictBadge } from '../../parts/badge';
import { Empty, Panel } from '../../parts/states';
import { Foreign, HostName, Time } from '../../parts/text';
import { count, numberText } from '../../text/words';

/** What changed since yesterday: verdicts, those of many domains for one reason in one row. */
export function Changes({
  changes: { verdicts, events, since, isComplete },
}: {
  readonly changes: OverviewResource['changes'];
}) {
  const all = linkTo(['changes']);
  return (
    <Panel
      title="Since yesterday"
      id="since-yesterday"
      aside={<a href={all}>{isComplete ? count(events, 'change') : `more than ${numberText(events)} changes`}</a>}
    >
      {verdicts.length === 0 ? (
        <Empty>
          No verdict has changed since <Time at={since} form="moment" />.
        </Empty>
      ) : (
        <ul class="verdict-changes">
          {verdicts.slice(0, SHOWN).map((change) => (
            <ChangeRow key={`${change.at} ${change.sample.join()} ${change.after}`} change={change} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const NAMED = 3;
const SHOWN = 8;

function ChangeRow({
  change: { before, after, reason, at, domains, sample },
}: {
  readonly change: VerdictChangeResource;
}) {
  return (
    <li>
      <p class="names">
        {sample.slice(0, NAMED).map((name) => (
          <HostName key={name} name={name} href={domainLink(name)} />
        ))}
        {domains > NAMED && <span class="muted">and {numberText(domains - NAMED)} more</span>}
        <Time at={at} form="clock" />
      </p>
      <p class="step">
        {before === null ? <span class="muted">First look</span> : <VerdictBadge verdict={before} />}
        <span class="arrow" aria-hidden="true">
          →
        </span>
        <span class="visually-hidden">to</span>
        <VerdictBadge verdict={after} />
      </p>
      {reason !== undefined && after !== 'protected' && (
        <p class="muted reason">
          <Foreign text={reason} />
        </p>
      )}
    </li>
  );
}
