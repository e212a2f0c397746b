import type { Page, Range } from '../monitor/ports';
import { parameterProblem } from './problem';

/** So much is looked through for one page: a filter that hardly anything fits gives short pages, and an answer all the same. */
const MOST_READ = 5_000;
const LARGEST_CHUNK = 500;

export interface PageOptions<T> {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly fits?: (item: T) => boolean;
}

/** A page of what fits, of a list that the store gives in pages. @throws ProblemError for a cursor of another list */
export async function filteredPage<T>(
  read: (range: Range) => Promise<Page<T>>,
  { limit, cursor, since, until, fits = () => true }: PageOptions<T>,
): Promise<Page<T>> {
  const chunk = async (size: number, from: string | undefined): Promise<Page<T>> =>
    read({
      limit: size,
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(from !== undefined && { cursor: from }),
    }).catch(asProblem);
  const items: T[] = [];
  let from = cursor;
  for (let seen = 0; seen < MOST_READ;) {
    const page = await chunk(Math.min(LARGEST_CHUNK, limit), from);
    const room = limit - items.length;
    const places = page.items.flatMap((item, place) => (fits(item) ? [place] : []));
    items.push(...page.items.filter(fits).slice(0, room));
    const last = places[room - 1];
    if (last !== undefined && last < page.items.length - 1) return { items, ...cursorOf(await chunk(last + 1, from)) };
    if (last !== undefined || page.cursor === undefined) return { items, ...cursorOf(page) };
    from = page.cursor;
    seen += page.items.length;
  }
  return { items, ...(from !== undefined && { cursor: from }) };
}

const cursorOf = ({ cursor }: Page<unknown>): { readonly cursor?: string } => (cursor === undefined ? {} : { cursor });

/** The ports say it with a RangeError. */
function asProblem(error: unknown): never {
  throw error instanceof RangeError
    ? parameterProblem('cursor', 'It is none that this list gave. Start again without it.')
    : error;
}
