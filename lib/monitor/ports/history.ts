import type { CertificateFacts, CheckRecord, MonitorEvent, Target } from '../../core/model';
import type { Page, Range } from './common';

export interface HistoryStore {
  /** Batched; idempotent by target and time. */
  putChecks(checks: readonly CheckRecord[]): Promise<void>;
  checks(target: Target, range: Range): Promise<Page<CheckRecord>>;
  /** The newest one that is not later than now: a clock that was ahead once may have left others. */
  latestCheck(target: Target): Promise<CheckRecord | undefined>;
  /** Idempotent by event id. */
  putEvents(events: readonly MonitorEvent[]): Promise<void>;
  events(range: Range): Promise<Page<MonitorEvent>>;
  eventsOf(target: Target, range: Range): Promise<Page<MonitorEvent>>;
}

export interface EvidenceStore {
  /** Kept once under its SHA-256 (hex). */
  putPolicyBody(sha256: string, body: string): Promise<void>;
  policyBody(sha256: string): Promise<string | undefined>;
  putCertificates(certificates: readonly CertificateFacts[]): Promise<void>;
  certificates(fingerprints: readonly string[]): Promise<readonly CertificateFacts[]>;
}
