import { acknowledgementOf, alertKind } from '../../core/alerting';
import type {
  Acknowledgement,
  Alert,
  AlertMessage,
  CheckRecord,
  MonitorEvent,
  RunRecord,
  Silence,
} from '../../core/model';
import { handleOf } from '../alerts/find';
import { safeJson } from '../terminal/escape';

/** Grows by one when a field changes its meaning or goes away (docs/command-line.md). */
const HISTORY_VERSION = 1;

/** Times in documents are ISO 8601 in UTC. */
export const iso = (time: number): string => new Date(time).toISOString();

/** A document whose lists are written as they come: `{ …head, "<name>": [ … ] }`. */
export async function* jsonDocument(
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, AsyncIterable<unknown>>>,
): AsyncGenerator<string> {
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

export const eventJson = (event: MonitorEvent): unknown => ({
  ...event,
  at: iso(event.at),
  ...('since' in event && { since: iso(event.since) }),
  ...('openedAt' in event && { openedAt: iso(event.openedAt) }),
});
export const checkJson = (check: CheckRecord): unknown => ({ ...check, at: iso(check.at) });
export const runJson = (run: RunRecord): unknown => ({
  ...run,
  startedAt: iso(run.startedAt),
  ...(run.finishedAt !== undefined && { finishedAt: iso(run.finishedAt) }),
  ...(run.closed !== undefined && { closed: { as: run.closed.as, at: iso(run.closed.at) } }),
});

/** What an alert looks like in a document. */
export interface AlertView {
  readonly alert: Alert;
  readonly words: Pick<AlertMessage, 'headline' | 'fix' | 'fixSteps'>;
  /** Those that hold it back now. */
  readonly silences: readonly Silence[];
  readonly now: number;
}

export function alertJson({ alert, words, silences, now }: AlertView): unknown {
  const { id, status, severity, subject, openedAt, resolvedAt, impact } = alert;
  const acknowledgement = acknowledgementOf(alert, now);
  return {
    id,
    handle: handleOf(id),
    status,
    severity,
    ...(subject !== undefined && { subject }),
    openedAt: iso(openedAt),
    ...(resolvedAt !== undefined && { resolvedAt: iso(resolvedAt) }),
    kind: alertKind(alert),
    headline: words.headline,
    fix: words.fix,
    fixSteps: words.fixSteps ?? [],
    impact,
    ...(acknowledgement !== undefined && { acknowledgement: acknowledgementJson(acknowledgement) }),
    silences: silences.map((silence) => silence.id),
  };
}

export const acknowledgementJson = ({ by, at, reason, until, ended }: Acknowledgement): unknown => ({
  by,
  at: iso(at),
  reason,
  ...(until !== undefined && { until: iso(until) }),
  ...(ended !== undefined && { ended: { ...ended, at: iso(ended.at) } }),
});

/** The items of a source, each changed on its way. */
export async function* mapped<T, R>(source: AsyncIterable<T> | Iterable<T>, change: (item: T) => R): AsyncGenerator<R> {
  for await (const item of source) yield change(item);
}
