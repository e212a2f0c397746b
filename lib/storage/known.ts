import { COVERAGE_KINDS } from '../core/alerting/words/coverage';
import { FINDING_KINDS } from '../core/findings';
import type { Alert, CoverageNotice, Finding, MonitorEvent, TargetState } from '../core/model';
import { EVENT_TYPES } from '../core/report';
import { NewerContentError } from './errors';

const FINDINGS: ReadonlySet<string> = new Set<string>(FINDING_KINDS);
const EVENTS: ReadonlySet<string> = new Set<string>(EVENT_TYPES);
const COVERAGE: ReadonlySet<string> = new Set<string>(COVERAGE_KINDS);

/** @throws NewerContentError when the words, or what follows, would stumble over a kind that a newer release brought. */
function demand(known: ReadonlySet<string>, kind: string, what: string, place: string): void {
  if (!known.has(kind)) throw new NewerContentError(place, `${what} ${JSON.stringify(kind)}`);
}

const demandFinding = ({ kind }: Finding, place: string): void =>
  demand(FINDINGS, kind, 'a finding of the kind', place);

const demandCoverage = ({ kind }: CoverageNotice, place: string): void =>
  demand(COVERAGE, kind, 'a notice of the kind', place);

/** @param place the key of the item, for the error */
export function knownEvent(event: MonitorEvent, place: string): MonitorEvent {
  demand(EVENTS, event.type, 'an event of the type', place);
  if ('finding' in event) demandFinding(event.finding, place);
  return event;
}

export function knownAlert(alert: Alert, place: string): Alert {
  const { cause } = alert;
  if ('finding' in cause) demandFinding(cause.finding, place);
  else if ('event' in cause) knownEvent(cause.event, place);
  else demandCoverage(cause.coverage, place);
  return alert;
}

export function knownState(state: TargetState, place: string): TargetState {
  for (const { finding } of Object.values(state.findings)) demandFinding(finding, place);
  for (const event of state.outbox) knownEvent(event, place);
  return state;
}
