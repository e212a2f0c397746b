import type { Alert, CheckRecord, MonitorEvent, RunRecord } from '../../core/model';
import { safeJson } from '../terminal/escape';

/** Grows by one when a field changes its meaning or goes away (docs/command-line.md). */
const HISTORY_VERSION = 1;

/** Times in documents are ISO 8601 in UTC. */
const iso = (time: number): string => new Date(time).toISOString();

/** A document whose lists are written as they come: `{ …head, "<name>": [ … ] }`. */
export async function* jsonDocument(head: Readonly<Record<string, unknown>>, lists: Readonly<Record<string, AsyncIterable<unknown>>>): AsyncGenerator<string> {
  yield safeJson({ schemaVersion: HISTORY_VERSION, ...head }).slice(0, -1);
  for (const [name, items] of Object.entries(lists)) {
    yield `,${safeJson(name)}:[`;
    let separator = '\n';
    for await (const item of items) {
      yield `${separator}${safeJson(item)}`;
      separator = ',\n';
    }
    yield ']';
  }
  yield '}\n';
}

export const eventJson = (event: MonitorEvent): unknown => ({ ...event, at: iso(event.at), ...('since' in event && { since: iso(event.since) }), ...('openedAt' in event && { openedAt: iso(event.openedAt) }) });
export const checkJson = (check: CheckRecord): unknown => ({ ...check, at: iso(check.at) });
export const runJson = (run: RunRecord): unknown => ({ ...run, startedAt: iso(run.startedAt), ...(run.finishedAt !== undefined && { finishedAt: iso(run.finishedAt) }) });

export const alertJson = ({ id, status, severity, subject, openedAt, resolvedAt, cause, impact }: Alert, words: { readonly headline: string; readonly fix: string }): unknown => ({
  id,
  status,
  severity,
  ...(subject !== undefined && { subject }),
  openedAt: iso(openedAt),
  ...(resolvedAt !== undefined && { resolvedAt: iso(resolvedAt) }),
  kind: 'finding' in cause ? cause.finding.kind : 'event' in cause ? cause.event.type : cause.coverage.kind,
  headline: words.headline,
  fix: words.fix,
  impact,
});

/** The items of a source, each changed on its way. */
export async function* mapped<T>(source: AsyncIterable<T>, change: (item: T) => unknown): AsyncGenerator<unknown> {
  for await (const item of source) yield change(item);
}
