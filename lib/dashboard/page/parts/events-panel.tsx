import type { EventPage } from '../../../query/resources';
import type { Resource } from '../data/use-resource';
import { EventList } from './event-list';
import { Empty, Loaded, Panel } from './states';

/** What happened to a target, as its page shows it. */
export const EventsPanel = ({
  events,
  of,
}: {
  readonly events: Resource<EventPage>;
  /** The name of the target. */ readonly of: string;
}) => (
  <Panel title="What happened" id="events">
    <Loaded resource={events} rows={5}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="clock">Nothing has changed since it is watched.</Empty>
        ) : (
          <EventList events={items} of={of} />
        )
      }
    </Loaded>
  </Panel>
);
