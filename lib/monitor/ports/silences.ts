import type { Silence, SilencePurpose } from '../../core/model';
import type { Page, Range, WriteOutcome } from './common';

export interface SilenceStore {
  silence(id: string): Promise<Silence | undefined>;
  /** Writes `next` if the stored version is still `next.version - 1` (0: not stored). */
  writeSilence(next: Silence): Promise<WriteOutcome>;
  /** Those that are not over at the moment, and those yet to come, whatever their order. May lag by a moment. */
  silencesNotOver(at: number): AsyncIterable<Silence>;
  /** All, also those that are over, by when they were made. */
  silences(range: Range & { readonly purpose?: SilencePurpose }): Promise<Page<Silence>>;
}
