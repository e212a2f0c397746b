import type { EventResource } from '../../../query/resources';
import { targetLink } from '../data/route';
import { dayHeading, dayStart, millis } from '../text/time';
import { Icon, type IconName } from './icon';
import { PolicyDiff } from './policy-diff';
import { Foreign, HostName, Time } from './text';

/** Changes, newest first, by day. `of` is the target that the view is about: its name is left out. */
export function EventList({
  events,
  of,
  heading: Heading = 'h3',
}: {
  readonly events: readonly EventResource[];
  readonly of?: string;
  /** By its place on the page. */ readonly heading?: 'h2' | 'h3';
}) {
  const days = new Map<number, EventResource[]>();
  for (const event of events) {
    const start = dayStart(millis(event.at));
    days.set(start, [...(days.get(start) ?? []), event]);
  }
  return (
    <div class="events">
      {[...days].map(([start, ofDay]) => (
        <section key={start} aria-label={dayHeading(start)}>
          <Heading class="day">{dayHeading(start)}</Heading>
          <ul>
            {ofDay.map((event) => (
              <EventRow key={event.id} event={event} {...(of !== undefined && { of })} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function EventRow({ event, of }: { readonly event: EventResource; readonly of?: string }) {
  const { at, target, title } = event;
  const tone = toneOf(event);
  return (
    <li class={`event tone-${tone}`}>
      <Time at={at} form="seconds" />
      <Icon name={iconOf(event)} />
      <div>
        <p>
          {target.name !== of && (
            <>
              <HostName name={target.name} href={targetLink(target)} />{' '}
            </>
          )}
          <span class="title">
            <Foreign text={sentence(title)} />
          </span>
          {event.place !== undefined && (
            <span class="muted">
              {' '}
              at <Foreign text={event.place} />
            </span>
          )}
        </p>
        <EventDetail event={event} />
      </div>
    </li>
  );
}

/** With a capital, unless it begins with a name. */
const sentence = (text: string): string =>
  /^\S*\./.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const isPolicyChange = ({ type, diff }: EventResource): boolean =>
  diff !== undefined || type === 'policy-body-changed' || type === 'policy-changed-under-same-id';

function EventDetail({ event }: { readonly event: EventResource }) {
  const { before = null, after = null, reasons, type } = event;
  if (isPolicyChange(event)) {
    return (
      <details class="more">
        <summary>Show the policy before and after</summary>
        <PolicyDiff before={before} after={after} />
      </details>
    );
  }
  if (type === 'verdict-changed') {
    return reasons === undefined || reasons.length === 0 ? null : (
      <p class="muted">
        <Foreign text={reasons[0] ?? ''} />
      </p>
    );
  }
  if (type.startsWith('finding-') || type.startsWith('target-') || (before === null && after === null)) return null;
  return (
    <p class="change">
      {before !== null && (
        <del>
          <Foreign text={before} />
        </del>
      )}
      {before !== null && after !== null && (
        <span aria-hidden="true" class="muted">
          {' → '}
        </span>
      )}
      {after !== null && (
        <ins>
          <Foreign text={after} />
        </ins>
      )}
    </p>
  );
}

function toneOf({ type, severity, after }: EventResource): string {
  if (type === 'finding-resolved' || type === 'policy-reachable-again') return 'protected';
  if (type === 'verdict-changed' && typeof after === 'string') return after;
  return severity;
}

function iconOf(event: EventResource): IconName {
  const tone = toneOf(event);
  if (event.type === 'finding-resolved') return 'check';
  return tone === 'info' ? 'clock' : (tone as IconName);
}
