import type { Archived } from '../../core/model';
import type { ArchiveStore, Clock } from '../ports';
import { FORMAT, FORMAT_VERSION } from './format';
import { keptArchived } from './kept';

export interface ExportOptions {
  /** Looks, changes, runs and alerts that are older are left out, milliseconds since the epoch; not those that are open. */
  readonly since?: number;
  /** Which program wrote it, for a reader. */
  readonly release: string;
}

/** The history as values, one for each line of NDJSON: a header, everything, and an end that tells it is whole. */
export async function* exportHistory(
  { store, clock }: { readonly store: ArchiveStore; readonly clock: Clock },
  { since, release }: ExportOptions,
): AsyncGenerator<object, void, undefined> {
  yield {
    type: 'header',
    format: FORMAT,
    schemaVersion: FORMAT_VERSION,
    exportedAt: new Date(clock.now()).toISOString(),
    release,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
  };
  let items = 0;
  for await (const one of store.everything()) {
    if (since !== undefined && isOlder(one, since)) continue;
    items += 1;
    yield keptArchived(one);
  }
  yield { type: 'end', items };
}

function isOlder(one: Archived, since: number): boolean {
  switch (one.type) {
    case 'check':
    case 'event':
      return one.value.at < since;
    case 'run':
      return one.value.startedAt < since;
    case 'alert':
      return one.value.status !== 'open' && (one.value.resolvedAt ?? one.value.openedAt) < since;
    case 'domain':
    case 'mx-set':
    case 'state':
    case 'policy':
    case 'certificate':
    case 'silence':
      return false;
  }
}
