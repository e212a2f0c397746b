import type { Alert } from './alert';
import type { CertificateFacts } from './certificate';
import type { CheckRecord, DomainEntry, RunRecord } from './check';
import type { MonitorEvent } from './event';
import type { Silence } from './silence';
import type { TargetState } from './state';

/**
 * What an export holds, by type. The versions that guard writes are a store's own affair and stay behind; so are
 * deliveries under way, which are made anew from the alerts that they tell.
 */
export interface ArchivedValues {
  readonly domain: DomainEntry;
  readonly 'mx-set': {
    readonly domain: string;
    readonly hosts: readonly { readonly host: string; readonly preference: number }[];
  };
  readonly state: Omit<TargetState, 'version'>;
  readonly check: CheckRecord;
  readonly event: MonitorEvent;
  readonly policy: { readonly sha256: string; readonly body: string };
  readonly certificate: CertificateFacts;
  readonly run: RunRecord;
  readonly alert: Omit<Alert, 'version'>;
  readonly silence: Omit<Silence, 'version'>;
}

export type ArchivedType = keyof ArchivedValues;

/** One thing of the history. */
export type Archived = { [T in ArchivedType]: { readonly type: T; readonly value: ArchivedValues[T] } }[ArchivedType];
