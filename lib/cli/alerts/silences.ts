import type { SilenceDraft } from '../../core/alerting';
import { silenceFaults, silenceState } from '../../core/alerting';
import { utc } from '../../core/findings/words';
import type { Silence, SilencePurpose } from '../../core/model';
import { parseTargetId } from '../../core/model';
import { addSilence, liftSilence } from '../../monitor/silence';
import type { OpenStore } from '../../storage/store';
import type { Columns, FormatFlags } from '../csv';
import { csvTime, writeCsv } from '../csv';
import { UserError } from '../errors';
import type { OpenHistory } from '../history/open';
import { iso, jsonDocument, mapped } from '../history/json';
import type { CliIo } from '../io';
import { only, pages } from '../pages';
import { safe } from '../terminal/escape';
import { hanging } from '../terminal/layout';
import { systemClock } from '../terminal/time';
import { scopeText, silenceText } from './words';

interface MuteRequest {
  readonly subject: string | undefined;
  readonly kind?: string;
  readonly reason: string;
  readonly until?: number;
}

/** @throws UserError when it says something impossible */
export async function addMute({ subject, ...request }: MuteRequest, history: OpenHistory, io: CliIo): Promise<void> {
  if (subject === undefined && request.kind === undefined)
    throw new UserError('Say what to mute: a domain, an MX host, or a kind of finding with --kind.');
  const silence = await add(
    { ...request, purpose: 'mute', subject: subject ?? '*', from: systemClock.now() },
    history,
    io,
  );
  io.stdout.write(
    `${scopeText(silence)} is muted${silence.until === undefined ? '' : ` until ${utc(silence.until)}`}. All is recorded as always. To lift it: mta-sts-watch alerts unmute ${silence.id}\n`,
  );
}

/** @throws UserError when it says something impossible */
export async function addMaintenance(
  request: Omit<SilenceDraft, 'purpose' | 'by'>,
  history: OpenHistory,
  io: CliIo,
): Promise<void> {
  const silence = await add({ ...request, purpose: 'maintenance' }, history, io);
  io.stdout.write(
    `Maintenance of ${scopeText(silence)}${silence.weekly === true ? ' each week' : ''} from ${utc(silence.from)} to ${utc(silence.until ?? silence.from)}. What opens in it and still stands afterwards is told then. To end it: mta-sts-watch maintenance remove ${silence.id}\n`,
  );
}

async function add(request: Omit<SilenceDraft, 'by'>, { store, by }: OpenHistory, io: CliIo): Promise<Silence> {
  const draft = {
    ...request,
    subject: request.subject.toLowerCase().replace(/\.$/, ''),
    reason: request.reason.trim(),
  };
  const faults = silenceFaults({ ...draft, by: '' }, systemClock.now());
  if (faults.length > 0) throw new UserError(faults.map(({ says }) => says).join('\n'));
  if (!(await isKnown(draft.subject, store)))
    io.stderr.write(`Nothing is known of ${safe(draft.subject)} here yet: is it spelt right?\n`);
  return addSilence({ ...draft, by: await by() }, { store, clock: systemClock });
}

/** A pattern may mean something some day; a name that nobody has looked at may be a slip. */
async function isKnown(subject: string, store: OpenStore): Promise<boolean> {
  if (subject.includes('*')) return true;
  const targets = subject.includes('/')
    ? [parseTargetId(subject)]
    : [parseTargetId(`domain/${subject}`), parseTargetId(`mx-host/${subject}`)];
  for (const target of targets)
    if (
      (target.type === 'domain' && (await store.domain(target.name)) !== undefined) ||
      (await store.latestCheck(target)) !== undefined
    )
      return true;
  return false;
}

const WORDS: Readonly<Record<SilencePurpose, { readonly one: string; readonly list: string; readonly none: string }>> =
  {
    mute: { one: 'mute', list: 'mta-sts-watch alerts mutes', none: 'Nothing is muted' },
    maintenance: {
      one: 'maintenance window',
      list: 'mta-sts-watch maintenance list',
      none: 'No maintenance is planned',
    },
  };

/** @throws UserError when there is none, or it is over */
export async function liftFor(
  purpose: SilencePurpose,
  id: string,
  { store, by }: OpenHistory,
  io: CliIo,
): Promise<void> {
  const { one, list } = WORDS[purpose];
  const stored = await store.silence(id);
  if (stored?.purpose !== purpose) throw new UserError(`There is no ${one} ${safe(id)}. ${list} shows them.`);
  const lifting = await liftSilence(id, await by(), { store, clock: systemClock });
  if ('refused' in lifting) throw new UserError(`The ${one} ${safe(id)} is over already.`);
  io.stdout.write(
    `${purpose === 'mute' ? 'Lifted' : 'Ended'}: ${scopeText(lifting.silence)}. What was held back and still stands is told after the next look.\n`,
  );
}

/** Lists them, newest first; those that are over with `all`. */
export async function listSilences(
  purpose: SilencePurpose,
  { all, json, csv }: FormatFlags & { readonly all?: true },
  { store, place }: OpenHistory,
  io: CliIo,
): Promise<void> {
  const now = systemClock.now();
  const source = only(
    pages((range) => store.silences({ ...range, purpose }), 0),
    (silence) => all === true || silenceState(silence, now) !== 'over',
  );
  if (json === true) {
    for await (const piece of jsonDocument({}, { silences: mapped(source, (silence) => silenceJson(silence, now)) }))
      io.stdout.write(piece);
    return;
  }
  if (csv === true) return writeCsv(columns(now), source, io);
  let any = false;
  for await (const silence of source) {
    any = true;
    io.stdout.write(`${hanging(silenceText(silence, now), 0, io.stdout)}\n`);
  }
  if (!any) io.stderr.write(`${WORDS[purpose].none} (${place}).\n`);
}

const silenceJson = (silence: Silence, now: number): unknown => {
  const { id, purpose, kind, subject, from, until, weekly, reason, by, at, lifted } = silence;
  return {
    id,
    purpose,
    ...(kind !== undefined && { kind }),
    subject,
    from: iso(from),
    ...(until !== undefined && { until: iso(until) }),
    ...(weekly === true && { weekly }),
    reason,
    by,
    at: iso(at),
    ...(lifted !== undefined && { lifted: { by: lifted.by, at: iso(lifted.at) } }),
    state: silenceState(silence, now),
  };
};

const columns = (now: number): Columns<Silence> => ({
  id: ({ id }) => id,
  purpose: ({ purpose }) => purpose,
  state: (silence) => silenceState(silence, now),
  kind: ({ kind }) => kind,
  subject: ({ subject }) => subject,
  from: ({ from }) => csvTime(from),
  until: ({ until }) => csvTime(until),
  weekly: ({ weekly }) => (weekly === true ? 'yes' : ''),
  reason: ({ reason }) => reason,
  by: ({ by }) => by,
  made: ({ at }) => csvTime(at),
  lifted_by: ({ lifted }) => lifted?.by,
  lifted: ({ lifted }) => csvTime(lifted?.at),
});
