import type { Command } from 'commander';
import { describeAlert, silencesOf } from '../../../core/alerting';
import { utc } from '../../../core/findings/words';
import type { Alert, Notice } from '../../../core/model';
import { silencesAround } from '../../../monitor/silences';
import { findAlert, handleOf } from '../../alerts/find';
import { acknowledgementText, quietLines } from '../../alerts/words';
import { acknowledgementJson, alertJson, iso, jsonDocument } from '../../history/json';
import { inHistory, withHistoryOptions } from '../../history/open';
import type { CliIo } from '../../io';
import { alertParagraphs } from '../../start/words';
import { safe } from '../../terminal/escape';
import { hanging, safeLines } from '../../terminal/layout';
import { colorsFor } from '../../terminal/style';
import { systemClock } from '../../terminal/time';

/** `alerts show`: all that is known of one alert, and who did what about it. */
export function showCommand(alerts: Command, io: CliIo): void {
  withHistoryOptions(alerts.command('show'))
    .description('show all of an alert: what was told to whom, and who acknowledged it')
    .argument('<alert>', 'its eight characters in the list, its id, or the name that one open alert is about')
    .option('--json', 'print JSON')
    .action((word: string, flags: { readonly json?: true }, self: Command) =>
      inHistory(self, io, async ({ store }) => {
        const alert = await findAlert(word, store);
        const now = systemClock.now();
        const silences = alert.status === 'open' ? silencesOf(alert, await silencesAround(store, now), now) : [];
        const words = describeAlert(alert, now);
        if (flags.json !== true) return print(alert, quietLines(alert, silences, now), now, io);
        const shown = {
          ...(alertJson({ alert, words, silences, now }) as object),
          facts: words.facts,
          acknowledgements: (alert.acknowledgements ?? []).map(acknowledgementJson),
          notices: alert.notices.map(noticeJson),
        };
        for await (const piece of jsonDocument({ alert: shown }, {})) io.stdout.write(piece);
      }),
    );
}

const noticeJson = ({ at, ...notice }: Notice): unknown => ({ ...notice, at: iso(at) });

function print(alert: Alert, quiet: readonly string[], now: number, io: CliIo): void {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent = 0): void => void io.stdout.write(`${hanging(text, indent, io.stdout)}\n`);
  const { facts, ...message } = describeAlert(alert, now);
  // The domains stand among the facts.
  const [first = '', ...rest] = alertParagraphs({ ...message, facts: [] }, colors);
  write(first);
  if (alert.status === 'open') quiet.forEach((line) => write(line, 2));
  rest.forEach((text) => write(text, 2));
  write('');
  facts.forEach(([name, value]) => write(`${safe(name)}: ${safeLines(value)}`, 2));
  write(`Opened: ${utc(alert.openedAt)}`, 2);
  if (alert.resolvedAt !== undefined) write(`Resolved: ${utc(alert.resolvedAt)}`, 2);
  write(`Id: ${safe(alert.id)} (${handleOf(alert.id)})`, 2);
  write('');
  write('Told');
  alert.notices.forEach((notice) => write(noticeText(notice), 2));
  if (alert.notices.length === 0) write('nothing', 2);
  if (alert.acknowledgements === undefined) return;
  write('');
  write('Acknowledged');
  alert.acknowledgements.forEach((one) => write(`${colors.dim(utc(one.at))} ${acknowledgementText(one)}`, 2));
}

function noticeText({ at, form, channels, deliveredTo, heldFor = [] }: Notice): string {
  const waiting = channels.filter((channel) => !deliveredTo.includes(channel));
  const parts = [
    ...(deliveredTo.length > 0 ? [`by ${deliveredTo.join(', ')}`] : []),
    ...(waiting.length > 0 ? [`waits for ${waiting.join(', ')}`] : []),
    ...(heldFor.length > 0 ? [`held back from ${heldFor.join(', ')}`] : []),
  ];
  return `${utc(at)} ${form}${parts.length === 0 ? '' : `: ${safe(parts.join('; '))}`}`;
}
