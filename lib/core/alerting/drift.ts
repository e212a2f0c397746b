import type { DriftType, EventDetails, EventType, MonitorEvent, Severity } from '../model';

/** Kept in the history: they are usual, or another event or finding speaks for them. */
type SilentDrift =
  | 'sts-record-id-changed'
  | 'policy-id-changed-same-body'
  | 'policy-mode-raised'
  | 'policy-mode-lowered'
  | 'policy-max-age-shortened'
  | 'policy-reachable-again'
  | 'certificate-replaced'
  | 'certificate-key-type-changed'
  | 'certificate-names-lost'
  | 'addresses-changed';

/** Types of drift that are worth telling by themselves, and what the monitor changes by itself. */
export type ToldDrift = Exclude<DriftType, SilentDrift> | 'zone-repaired' | 'zone-repair-undone';

/** A change to a weaker policy, or of where mail goes, may be an attack, or somebody's slip: it is at least a warning. */
const SEVERITY: { readonly [T in ToldDrift]: Severity | ((details: EventDetails[T]) => Severity) } = {
  'sts-record-appeared': 'info',
  // Behind a policy of mode none it is the way to give up MTA-STS (RFC 8461 section 8.3).
  'sts-record-vanished': ({ policyMode }) =>
    policyMode === 'none' ? 'info' : policyMode === 'testing' ? 'warning' : 'error',
  'policy-appeared': 'info',
  'policy-body-changed': ({ mode }) =>
    mode?.before === 'enforce' ? 'error' : mode?.after === 'enforce' ? 'info' : 'warning',
  'policy-changed-under-same-id': 'warning',
  'policy-unreachable': ({ policyMode }) => (policyMode === 'none' ? 'info' : 'warning'),
  'mx-set-changed': 'warning',
  'mx-uncovered': 'warning',
  'certificate-issuer-changed': 'info',
  // A roll-over is the usual work on a key; without records that count, DANE is over.
  'tlsa-changed': ({ after, rollOver }) =>
    rollOver !== undefined || after?.endsWith('(not proven by DNSSEC)') === false ? 'info' : 'warning',
  'certificate-changed-under-same-tlsa': 'error',
  'mx-dnssec-changed': ({ after }) => (after === 'secure' ? 'info' : 'warning'),
  'tlsrpt-changed': ({ after }) => (after === null ? 'warning' : 'info'),
  // A change that nobody made by hand is never passed over.
  'zone-repaired': 'warning',
  'zone-repair-undone': 'warning',
};

/** All of them. */
export const TOLD_DRIFT = Object.keys(SEVERITY) as readonly ToldDrift[];

export type ToldDriftEvent = MonitorEvent<ToldDrift>;

export const isToldDrift = (event: MonitorEvent): event is ToldDriftEvent =>
  event.type in SEVERITY && (event.toldBy ?? []).length === 0;

export function driftSeverity(event: ToldDriftEvent): Severity {
  const entry = SEVERITY[event.type] as Severity | ((details: EventDetails[EventType]) => Severity);
  return typeof entry === 'function' ? entry(event) : entry;
}
