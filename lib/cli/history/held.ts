import { confirmationOf } from '../../core/removal/brake';
import { count } from '../../core/findings/words';
import type { DomainEntry } from '../../core/model';
import { safe } from '../terminal/escape';

/** Names that are shown at once. */
const SHOWN = 5;

/** What is held, and how its removal is confirmed. */
export function heldSentence(held: readonly DomainEntry[], stack: string | undefined): string {
  const names = held.slice(0, SHOWN).map(({ name }) => safe(name));
  const more = held.length - names.length;
  const [are, they, their] = held.length === 1 ? ['is', 'It is', 'its'] : ['are', 'They are', 'their'];
  return [
    `${count(held.length, 'domain')} ${are} no longer on the configured list or in the hosted zones: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    `${they} still checked. If this is a mistake, restore the list.`,
    `To confirm ${their} removal, run ${confirmingCommand(held, stack)}, or set confirmRemovals: ${confirmationOf(held)} in the configuration.`,
  ].join(' ');
}

/** The command that removes just these. */
const confirmingCommand = (held: readonly DomainEntry[], stack: string | undefined): string =>
  `mta-sts-watch ${stack === undefined ? '' : `--stack ${safe(stack)} `}domains remove --held ${confirmationOf(held)}`;
