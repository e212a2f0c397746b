import { groupMessages } from '../../core/alerting';
import type { AlertMessage } from '../../core/model';
import type { Delivery } from '../../monitor/ports';
import { cut, label, title } from '../words';

/** Limits of Block Kit. */
const MOST_BLOCKS = 50;
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;
const LONGEST_CONTEXT = 2_000;
const LONGEST_FALLBACK = 4_000;
const LONGEST_HEADLINE_IN_A_CROWD = 280;

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

export interface SlackMessage {
  /** What notifications and old clients show. */
  readonly text: string;
  readonly mrkdwn: false;
  readonly blocks: readonly SlackBlock[];
}

const MARKS: Readonly<Record<AlertMessage['severity'], string>> = {
  critical: '🔴',
  error: '🟠',
  warning: '🟡',
  info: '🔵',
};
const mark = (message: AlertMessage): string => (message.form === 'resolved' ? '🟢' : MARKS[message.severity]);

/**
 * A delivery as a message of Block Kit, within its limits. Every alert is in it, alike ones together; the more there are, the
 * less is said of each. All text is `plain_text`: what a record or a host name holds is never read as formatting or as a mention.
 */
export function slackMessage(delivery: Delivery): SlackMessage {
  const messages = groupMessages(delivery.messages);
  const heading = title(delivery.messages);
  const room = MOST_BLOCKS - 1;
  const body =
    messages.length * 2 <= room
      ? messages.flatMap(inFull)
      : messages.length <= room
        ? messages.map(inBrief)
        : crowded(messages, room);
  return {
    text: escaped(heading, LONGEST_FALLBACK),
    mrkdwn: false,
    blocks: [{ type: 'header', text: plain(heading, LONGEST_HEADER) }, ...body],
  };
}

function inFull(message: AlertMessage): SlackBlock[] {
  const facts = message.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  return facts === ''
    ? [inBrief(message)]
    : [inBrief(message), { type: 'context', elements: [plain(facts, LONGEST_CONTEXT)] }];
}

function inBrief(message: AlertMessage): SlackBlock {
  const words = [`${mark(message)} ${label(message)}: ${message.headline}`, message.fix].filter((part) => part !== '');
  return { type: 'section', text: plain(words.join('\n'), LONGEST_SECTION) };
}

/** As many headlines in each section as fit; what fits in no section is counted. */
function crowded(messages: readonly AlertMessage[], room: number): SlackBlock[] {
  const sections: string[] = [];
  let placed = 0;
  for (const message of messages) {
    const line = `${mark(message)} ${cut(message.headline, LONGEST_HEADLINE_IN_A_CROWD)}`;
    const last = sections.at(-1);
    if (last !== undefined && entities(`${last}\n${line}`).length <= LONGEST_SECTION)
      sections[sections.length - 1] = `${last}\n${line}`;
    else if (sections.length < room - 1) sections.push(line);
    else break;
    placed += 1;
  }
  const rest = messages.length - placed;
  if (rest > 0) sections.push(`… and ${rest} more: mta-sts-watch alerts list shows them all.`);
  return sections.map((section) => ({ type: 'section', text: plain(section, LONGEST_SECTION) }));
}

const plain = (text: string, most: number): PlainText => ({
  type: 'plain_text',
  text: escaped(text, most),
  emoji: false,
});

/** The text with Slack's three control characters as entities, at most so long as sent. */
function escaped(text: string, most: number): string {
  const whole = entities(text);
  if (whole.length <= most) return whole;
  let kept = '';
  for (const character of text) {
    const next = kept + entities(character);
    if (next.length > most - 1) break;
    kept = next;
  }
  return `${kept}…`;
}

const entities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
