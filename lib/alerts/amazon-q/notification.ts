import { createHash } from 'node:crypto';
import { groupMessages } from '../../core/alerting';
import type { AlertMessage } from '../../core/model';
import { stepText } from '../../core/text/fix';
import type { Delivery } from '../../monitor/ports';
import { cut, label, paragraphs, title } from '../words';

const LONGEST_TITLE = 250;
/** Amazon Q cuts a description there. */
const LONGEST_DESCRIPTION = 8_000;
/** As many as SNS takes in one call, and as a person reads one by one. */
export const MOST_SINGLE = 10;

/** The schema of custom notifications, version 1.0: what the service shows; everything else it drops in silence. */
export interface CustomNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Notifications with the same one stand in one thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources?: readonly string[];
  };
}

/** A delivery as notifications: a few alerts one by one, each in the thread of its root cause; more of them in one. */
export function notifications(delivery: Delivery): CustomNotification[] {
  const messages = groupMessages(delivery.messages);
  return messages.length <= MOST_SINGLE ? messages.map(single) : [grouped(delivery, messages)];
}

function single(message: AlertMessage): CustomNotification {
  const [, ...rest] = paragraphs({ ...message, fix: '' });
  return {
    version: '1.0',
    source: 'custom',
    id: digest(message.noticeId),
    content: {
      textType: 'client-markdown',
      title: escaped(`${label(message)}: ${message.headline}`, LONGEST_TITLE),
      description: escaped([message.headline, ...rest].join('\n\n'), LONGEST_DESCRIPTION),
      ...(message.fix !== '' && { nextSteps: nextSteps(message) }),
      keywords: ['MTA-STS', message.severity, message.kind],
    },
    metadata: {
      threadId: digest(message.alertId),
      summary: escaped(message.headline, LONGEST_TITLE),
      eventType: message.form,
      ...(message.subject !== undefined && { relatedResources: [message.subject.name] }),
    },
  };
}

const nextSteps = ({ fix, fixSteps }: AlertMessage): readonly string[] =>
  (fixSteps?.map(stepText) ?? [fix]).map((text) => escaped(text, LONGEST_DESCRIPTION));

function grouped(delivery: Delivery, messages: readonly AlertMessage[]): CustomNotification {
  const lines: string[] = [];
  let length = 0;
  for (const message of messages) {
    const line = escaped(`• ${label(message)}: ${message.headline}`, 300);
    length += line.length + 1;
    if (length > LONGEST_DESCRIPTION - 80) break;
    lines.push(line);
  }
  const rest = messages.length - lines.length;
  if (rest > 0) lines.push(`… and ${rest} more: mta-sts-watch alerts list shows them all.`);
  const summary = escaped(title(messages), LONGEST_TITLE);
  return {
    version: '1.0',
    source: 'custom',
    id: digest(delivery.id),
    content: { textType: 'client-markdown', title: summary, description: lines.join('\n'), keywords: ['MTA-STS'] },
    metadata: { threadId: digest(delivery.id), summary, eventType: 'grouped' },
  };
}

/** Ids may hold names from the network, and are longer than a thread id may be. */
const digest = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 32);

/** Slack's three control characters as entities, so that no text becomes a link or a mention; never half an entity. */
function escaped(text: string, most: number): string {
  const whole = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return cut(whole, most).replace(/&[a-z]{0,3}…$/, '…');
}
