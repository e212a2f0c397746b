import type { Sight } from './note-coverage';
import type { UnreadableItem } from './ports';

/** So many are described; of more it is said how many there are. */
const MOST_DESCRIBED = 3;

/** What is said of stored items that cannot be read. */
export const unreadableSight = (items: readonly UnreadableItem[]): Sight => ({
  report: () =>
    items.length === 0
      ? []
      : [
          {
            kind: 'state-unreadable',
            detail: items
              .slice(0, MOST_DESCRIBED)
              .map(({ problem }) => problem.replace(/\.$/, ''))
              .join('. '),
            targets: items.length,
          },
        ],
  isOver: (kind) => kind === 'state-unreadable' && items.length === 0,
});
