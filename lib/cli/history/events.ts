import { describeFinding } from '../../core/findings';
import { bounded } from '../../core/findings/words';
import type { Change, MonitorEvent } from '../../core/model';
import { CHANGE_TITLES } from '../../core/report';
import type { PlainChange } from '../../core/report';
import { safeLines } from '../terminal/layout';
import { safe } from '../terminal/escape';
import type { Colors } from '../terminal/style';
import { severityColor, verdictColor } from '../terminal/verdict';

const LONGEST_VALUE = 300;

/** An event in words, without its time: what happened, and what was there before and after. */
export function eventText(event: MonitorEvent, colors: Colors): string {
  const name = colors.bold(safe(event.target.name));
  switch (event.type) {
    case 'finding-opened':
    case 'finding-escalated': {
      const { severity } = event.finding;
      return `${name}: ${severityColor(colors, severity)(event.type === 'finding-opened' ? severity : `${severity}, worse`)}: ${safe(describeFinding(event.finding, event.at).title)}`;
    }
    case 'finding-resolved':
      return `${name}: ${colors.green('solved')}: ${safe(describeFinding(event.finding, event.at).title)}`;
    case 'verdict-changed':
      return `${name}: ${verdictColor(colors, event.after)(event.after)}${event.before === null ? '' : `, was ${event.before}`}. ${safe(event.reasons[0] ?? '')}`;
    default:
      return [`${name}: ${CHANGE_TITLES[event.type]}`, details(event, colors)].filter((part) => part !== '').join('\n');
  }
}

function details(event: MonitorEvent<PlainChange>, colors: Colors): string {
  if (event.type === 'target-added' || event.type === 'target-removed') return '';
  if ('diff' in event)
    return event.diff
      .split('\n')
      .map((line) => diffLine(line, colors))
      .join('\n');
  const { before, after }: Change = event;
  const value = (text: string | null): string => (text === null ? 'none' : safeLines(bounded(text, LONGEST_VALUE)));
  return `${'address' in event ? `${safe(event.address)}: ` : ''}${value(before)} -> ${value(after)}`;
}

const diffLine = (line: string, colors: Colors): string =>
  (line.startsWith('+') ? colors.green : line.startsWith('-') ? colors.red : colors.dim)(safe(line));
