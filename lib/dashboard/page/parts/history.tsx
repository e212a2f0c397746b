import type { CheckPage, CheckResource } from '../../../query/resources';
import { queryText } from '../data/route';
import { useResource } from '../data/use-resource';
import { DAY, day, dayAndClock, dayStart, HOUR, millis } from '../text/time';
import { count, kindWords, VERDICT_WORDS } from '../text/words';
import { Empty, Loaded, Panel } from './states';
import { Time, useNow } from './text';

/** As many looks as are read for the history of a view. */
const CHECKS_READ = 1_000;
/** Cells of the strip of single looks. */
const LATEST = 72;
const DAYS = 7;

/** What was seen over time: the latest looks one by one, and the last week by day and hour. */
export function History({
  path,
  checkedAt,
}: {
  /** Of the target's looks, such as `api/domains/example.com/checks`. */ readonly path: string;
  readonly checkedAt: string | undefined;
}) {
  const resource = useResource<CheckPage>(`${path}${queryText({ limit: String(CHECKS_READ) })}`);
  return (
    <Panel
      title="History"
      id="history"
      aside={
        checkedAt !== undefined && (
          <>
            looked at <Time at={checkedAt} />
          </>
        )
      }
    >
      <Loaded resource={resource} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="clock">No look yet. The first one comes with the next run.</Empty>
          ) : (
            <Strips checks={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Strips({ checks }: { readonly checks: readonly CheckResource[] }) {
  const latest = checks.slice(0, LATEST).reverse();
  const first = latest[0];
  return (
    <div class="history">
      <h3>The latest {count(latest.length, 'look')}</h3>
      <div class="latest">
        <ol class="strip" aria-label={`The latest ${count(latest.length, 'look')}, oldest first`}>
          {latest.map((check) => (
            <li
              key={check.at}
              class={`cell tone-${toneOf(check)}`}
              title={`${dayAndClock(millis(check.at))}: ${wordsOf(check)}`}
            >
              <span class="visually-hidden">
                {dayAndClock(millis(check.at))}: {wordsOf(check)}
              </span>
            </li>
          ))}
        </ol>
        <p class="scale" aria-hidden="true">
          <span>{first && dayAndClock(millis(first.at))}</span>
          <span>now</span>
        </p>
      </div>
      <Week checks={checks} />
    </div>
  );
}

/** A row a day, a cell an hour: the worst that was seen in it. */
function Week({ checks }: { readonly checks: readonly CheckResource[] }) {
  const now = useNow();
  const worst = new Map<number, { readonly check: CheckResource; readonly checks: number }>();
  for (const check of checks) {
    const hour = Math.floor(millis(check.at) / HOUR) * HOUR;
    const held = worst.get(hour);
    worst.set(hour, {
      check: held === undefined || rank(check) < rank(held.check) ? check : held.check,
      checks: (held?.checks ?? 0) + 1,
    });
  }
  const today = dayStart(now);
  const first = millis(checks.at(-1)?.at ?? now);
  const days = Array.from({ length: DAYS }, (_, n) => dayStart(today - n * DAY + DAY / 2)).filter(
    (start) => start === today || start + DAY > first,
  );
  return (
    <div class="week">
      <table>
        <caption>By day and hour: the worst look of each hour</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col" abbr={`${hour}:00`}>
                <span class={hour % 6 === 0 ? '' : 'visually-hidden'}>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((start) => (
            <tr key={start}>
              <th scope="row">{start === today ? 'Today' : day(start)}</th>
              {Array.from({ length: 24 }, (_, hour) => (
                <HourCell
                  key={hour}
                  at={start + hour * HOUR}
                  now={now}
                  seen={worst.get(Math.floor((start + hour * HOUR) / HOUR) * HOUR)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HourCell({
  at,
  now,
  seen,
}: {
  readonly at: number;
  readonly now: number;
  readonly seen: { readonly check: CheckResource; readonly checks: number } | undefined;
}) {
  if (seen === undefined)
    return <td class={at > now ? 'future' : 'blank'}>{at <= now && <span class="visually-hidden">no look</span>}</td>;
  const words = `${wordsOf(seen.check)}${seen.checks > 1 ? ` (${seen.checks} looks)` : ''}`;
  return (
    <td class={`cell tone-${toneOf(seen.check)}`} title={`${dayAndClock(at)}: ${words}`}>
      <span class="visually-hidden">{words}</span>
    </td>
  );
}

const ORDER: readonly string[] = [
  'undeliverable',
  'critical',
  'degraded',
  'error',
  'unprotected',
  'warning',
  'unknown',
  'mx-not-checked',
  'testing',
  'info',
  'protected',
];
const rank = (check: CheckResource): number => ORDER.indexOf(toneOf(check));

/** A domain's cell has its verdict's colour, an MX host's that of the gravest finding. */
const toneOf = ({ verdict, worst, unseen }: CheckResource): string =>
  verdict ?? worst ?? (unseen.length > 0 ? 'unknown' : 'protected');

function wordsOf({ verdict, kinds, unseen }: CheckResource): string {
  const faults = kinds.length === 0 ? 'nothing wrong' : kinds.map(kindWords).join(', ');
  const parts = [
    verdict === undefined ? '' : VERDICT_WORDS[verdict].title,
    faults,
    unseen.length === 0 ? '' : `not seen: ${unseen.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
