import type { Silence } from '../../model';
import { nearest } from '../../text/nearest';
import { quote } from '../../text/quote';
import { ALERT_KINDS } from '../kinds';

/** What somebody asks for; the rest of a {@link Silence} is known to the program. */
export type SilenceDraft = Pick<
  Silence,
  'purpose' | 'kind' | 'subject' | 'from' | 'until' | 'weekly' | 'reason' | 'by'
>;

/** What is wrong with one field of a draft, a sentence that says what to write instead. */
export interface DraftFault {
  readonly field: 'reason' | 'until' | 'kind' | 'subject' | 'weekly';
  readonly says: string;
}

export const LONGEST_REASON = 500;
const WEEK = 7 * 86_400_000;
const TEN_YEARS = 3_653 * 86_400_000;

/** Names, `*`, and `domain/` or `mx-host/` before them. */
const SUBJECT = /^(?:(?:domain|mx-host)\/)?[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*$/;
const LONGEST_SUBJECT = 261;

/** What is wrong with a silence that somebody asks for; empty when nothing is. `now`: milliseconds since the epoch. */
export function silenceFaults(draft: SilenceDraft, now: number): readonly DraftFault[] {
  const { purpose, kind, subject, from, until, weekly } = draft;
  const faults: DraftFault[] = [...reasonFaults(draft.reason), ...untilFaults(until, now)];
  if (kind !== undefined && !ALERT_KINDS.includes(kind)) faults.push({ field: 'kind', says: unknownKind(kind) });
  if (!SUBJECT.test(subject) || subject.length > LONGEST_SUBJECT)
    faults.push({
      field: 'subject',
      says: `${quote(subject)} is no name of a domain or MX host. Write example.com, *.example.com, domain/example.com or mx-host/mx1.example.com.`,
    });
  if (purpose === 'mute' && kind === undefined && subject === '*')
    faults.push({
      field: 'subject',
      says: 'That would mute everything. Name a kind of finding, a domain or an MX host; for a while, make it maintenance.',
    });
  if (purpose === 'maintenance' && until === undefined)
    faults.push({ field: 'until', says: 'Maintenance has an end. Say when; without one it is a mute.' });
  if (until !== undefined && until > now && until <= from)
    faults.push({ field: 'until', says: 'The end is not after the beginning.' });
  if (weekly === true && (until === undefined || until - from >= WEEK))
    faults.push({ field: 'weekly', says: 'A window that comes each week is shorter than a week.' });
  return faults;
}

/** What is wrong with the reason and the end of an acknowledgement. */
export const acknowledgementFaults = (
  { reason, until }: Pick<SilenceDraft, 'reason' | 'until'>,
  now: number,
): readonly DraftFault[] => [...reasonFaults(reason), ...untilFaults(until, now)];

function reasonFaults(reason: string): readonly DraftFault[] {
  if (reason.trim() === '')
    return [{ field: 'reason', says: 'A reason is missing. Others will want to know why nothing is told.' }];
  return reason.length > LONGEST_REASON
    ? [{ field: 'reason', says: `The reason has ${reason.length} characters. Write ${LONGEST_REASON} at most.` }]
    : [];
}

function untilFaults(until: number | undefined, now: number): readonly DraftFault[] {
  if (until === undefined) return [];
  if (until <= now) return [{ field: 'until', says: 'The end has passed already.' }];
  return until - now > TEN_YEARS
    ? [
        {
          field: 'until',
          says: 'The end is more than ten years away. Leave it out, and it lasts until somebody ends it.',
        },
      ]
    : [];
}

function unknownKind(kind: string): string {
  const meant = nearest(kind, ALERT_KINDS);
  return `There is no kind ${quote(kind)}.${meant === undefined ? ' docs/findings.md and docs/alerts.md list them all.' : ` Did you mean ${meant}?`}`;
}
