import type { Alert } from '../../core/model';
import { describeAlert } from '../../core/alerting';
import type { AlertStore } from '../../monitor/ports';
import { UserError } from '../errors';
import { pages } from '../pages';
import { safe } from '../terminal/escape';
import { systemClock } from '../terminal/time';
import { createHash } from 'node:crypto';

type Alerts = Pick<AlertStore, 'alert' | 'alerts' | 'openAlerts'>;

/**
 * The alert that a word of the command line means: its id, its handle, or the name of the domain or MX host that one
 * open alert is about.
 * @throws UserError when there is none, or several
 */
export async function findAlert(word: string, store: Alerts): Promise<Alert> {
  const named: Alert[] = [];
  for await (const alert of store.openAlerts()) {
    if (alert.id === word || handleOf(alert.id) === word) return alert;
    if (alert.subject?.name === word.toLowerCase()) named.push(alert);
  }
  const [one, ...others] = named;
  if (one !== undefined && others.length === 0) return one;
  if (one !== undefined)
    throw new UserError(
      `${named.length} alerts about ${safe(word)} are open. Which one?\n${named.map((alert) => `  ${handleOf(alert.id)}  ${describeAlert(alert, systemClock.now()).headline}`).join('\n')}`,
    );
  const past = isHandle(word) ? await pastAlert(word, store) : await store.alert(word);
  if (past !== undefined) return past;
  throw new UserError(
    `There is no alert ${safe(word)}. mta-sts-watch alerts list shows the open ones, with the eight characters that name each; --all those that are over, too.`,
  );
}

async function pastAlert(handle: string, store: Alerts): Promise<Alert | undefined> {
  for await (const alert of pages((range) => store.alerts(range), 0)) if (handleOf(alert.id) === handle) return alert;
  return undefined;
}

const DIGITS = 8;

/** What people type for an alert, whose id is long: eight hex digits. */
export const handleOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, DIGITS);

const isHandle = (word: string): boolean => new RegExp(`^[0-9a-f]{${DIGITS}}$`).test(word);
