import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import { groupMessages } from '../../core/alerting';
import type { AlertMessage } from '../../core/model';
import type { Delivery } from '../../monitor/ports';
import type { AlertEntry } from '../document';
import { alertDocument, alertEntry } from '../document';
import { cut, paragraphs, title } from '../words';

/** SNS's bound on a message is 256 KiB; the forms share it, and the attributes, at most 100 names of 255 characters, have the rest. */
const LONGEST_MESSAGE = 220 * 1024;
/** "Less than 100 characters", says SNS. */
const LONGEST_SUBJECT = 99;
const MOST_NAMES = 100;

/** A delivery as one publication: text for people, JSON for machines, attributes for filter policies. */
export function publication(delivery: Delivery, topicArn: string): PublishCommandInput {
  const { messages } = delivery;
  return {
    TopicArn: topicArn,
    Subject: subject(title(messages)),
    MessageStructure: 'json',
    Message: fitting(delivery, messages),
    MessageAttributes: {
      ...names(
        'severity',
        messages.map((message) => message.severity),
      ),
      ...names(
        'kind',
        messages.map((message) => message.kind),
      ),
      ...names(
        'domain',
        messages.flatMap((message) =>
          message.subject?.type === 'domain' ? [message.subject.name] : message.impact.sample,
        ),
      ),
    },
  };
}

/** SNS takes ASCII without control characters as a subject. */
const subject = (text: string): string =>
  cutAscii(
    text
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .replace(/[^\x20-\x7e]/g, '?'),
  );
const cutAscii = (text: string): string =>
  text.length <= LONGEST_SUBJECT ? text : `${text.slice(0, LONGEST_SUBJECT - 3)}...`;

/** Each name once, as an array that a filter policy matches when one of its names does. No attribute without names: SNS wants none empty. */
function names(attribute: string, values: readonly string[]): Readonly<Record<string, MessageAttributeValue>> {
  const unique = [...new Set(values)].slice(0, MOST_NAMES);
  return unique.length === 0 ? {} : { [attribute]: { DataType: 'String.Array', StringValue: JSON.stringify(unique) } };
}

/** Says as much of each alert as fits: all, then without facts, then headlines; at last fewer alerts, and how many more. */
function fitting(delivery: Delivery, messages: readonly AlertMessage[]): string {
  const shorter: ((message: AlertMessage) => AlertMessage)[] = [
    (message) => message,
    (message) => ({ ...message, facts: [] }),
    (message) => ({
      ...message,
      facts: [],
      fix: '',
      headline: cut(message.headline, 300),
      impact: { ...message.impact, sample: [] },
    }),
  ];
  for (const shorten of shorter) {
    const text = forms(delivery, messages.map(shorten));
    if (Buffer.byteLength(text) <= LONGEST_MESSAGE) return text;
  }
  const brief = messages.map((message) => shorter[2]?.(message) ?? message);
  let count = brief.length;
  let text = forms(delivery, brief);
  while (count > 1 && Buffer.byteLength(text) > LONGEST_MESSAGE) {
    count = Math.floor(count * 0.8);
    text = forms(delivery, brief.slice(0, count));
  }
  return text;
}

function forms(delivery: Delivery, messages: readonly AlertMessage[]): string {
  const rest = delivery.messages.length - messages.length;
  const parts = groupMessages(messages).map((message) => paragraphs(message).join('\n\n'));
  if (rest > 0) parts.push(`… and ${rest} more: mta-sts-watch alerts list shows them all.`);
  const entries: AlertEntry[] = messages.map(alertEntry);
  // Each form once, so that most can be said within the bound: `default` is what every other protocol gets.
  return JSON.stringify({
    default: JSON.stringify(alertDocument(delivery, entries)),
    email: parts.join('\n\n----\n\n'),
    sms: title(delivery.messages),
  });
}
