import type { AlertPolicy } from '../core/alerting';
import { changeCoverage, noteCoverage } from '../monitor/note-coverage';
import type { Clock } from '../monitor/ports';
import type { HistoryDamage, OpenStore } from '../storage/store';
import { safe } from './terminal/escape';

/** Damage of the history in a sentence. */
const sentence = ({ words }: HistoryDamage): string => `The history was damaged: ${safe(words)}.`;

/** What is to be said about the files of a history that were found damaged and that nobody was alerted to yet. */
export const damageFound = async ({ damage }: Pick<OpenStore, 'damage'>): Promise<readonly string[]> =>
  ((await damage?.found()) ?? []).map(sentence);

export interface DamageAlerts {
  readonly store: OpenStore;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
  /** Shows a sentence. */
  readonly say: (text: string) => void;
}

/**
 * Opens the alert about a damaged history, and says what was lost.
 * @returns whether anything was damaged
 */
export async function alertDamage({ store, clock, policy, say }: DamageAlerts): Promise<boolean> {
  const { damage } = store;
  const found = (await damage?.found()) ?? [];
  if (damage === undefined || found.length === 0) return false;
  for (const one of found) say(sentence(one));
  const notice = {
    kind: 'history-damaged',
    detail: found.map(({ words }) => words).join('; '),
    targets: found.reduce((sum, { items }) => sum + items, 0),
  } as const;
  await noteCoverage({ report: () => [notice], isOver: () => false }, { store, at: clock.now(), policy });
  // The alert about an earlier damage may be open still.
  await changeCoverage(notice, { store, at: clock.now(), policy, isNews: ({ detail }) => detail !== notice.detail });
  await damage.reported();
  return true;
}

/** At a start: the alert about a damaged history is over when the files are found whole. */
export async function settleDamage(options: DamageAlerts): Promise<void> {
  if (await alertDamage(options)) return;
  const { store, clock, policy } = options;
  await noteCoverage(
    { report: () => [], isOver: (kind) => kind === 'history-damaged' },
    { store, at: clock.now(), policy },
  );
}
