import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import { groupMessages } from '../../core/alerting';
import type { AlertMessage } from '../../core/model';
import type { Delivery } from '../../monitor/ports';
import type { AlertEntry } from '../document';
import { alertDocument, alertEntry } from '../document';
import { cut, paragraphs, title } from '../words';
import type { Part } from './parts';

/** SNS's bound on a message is 256 KiB; the forms and the attributes share it. */
const LONGEST_PUBLICATION = 250 * 1024;
/** What severity, kind and the names of the attributes take at most. */
const OTHER_ATTRIBUTES = 8 * 1024;
/** "Less than 100 characters", says SNS. */
const LONGEST_SUBJECT = 99;

/** A part of a delivery as one publication: text for people, JSON for machines, attributes for filter policies. */
export function publication({ number, delivery, names: domains, isCut }: Part, topicArn: string): PublishCommandInput {
  const { messages } = delivery;
  const domain = names('domain', domains);
  const room = LONGEST_PUBLICATION - OTHER_ATTRIBUTES - Buffer.byteLength(JSON.stringify(domain));
  return {
    TopicArn: topicArn,
    Subject: subject(title(messages)),
    MessageStructure: 'json',
    Message: fitting(delivery, messages, room, number === 1 ? undefined : REPEATS),
    MessageAttributes: {
      ...names(
        'severity',
        messages.map((message) => message.severity),
      ),
      ...names(
        'kind',
        messages.map((message) => message.kind),
      ),
      ...domain,
      ...(number > 1 && { part: { DataType: 'Number', StringValue: String(number) } }),
      ...(isCut && { domainsLeftOut: { DataType: 'String', StringValue: 'true' } }),
    },
  };
}

/** Begins the text of every part but the first, for people whose subscription has no filter policy. */
const REPEATS =
  'This repeats alerts that you have, for filter policies by domain. To get each alert once, add {"part": [{"exists": false}]} to the filter policy of your subscription.';

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
  const unique = [...new Set(values)];
  return unique.length === 0 ? {} : { [attribute]: { DataType: 'String.Array', StringValue: JSON.stringify(unique) } };
}

/** `fix` says the same as its steps. */
function withoutSteps(message: AlertMessage): AlertMessage {
  const { fixSteps, ...rest } = message;
  return fixSteps === undefined ? message : rest;
}

/** Says as much of each alert as fits: all, then without the steps, then without facts, then headlines; at last fewer alerts, and how many more. */
function fitting(delivery: Delivery, messages: readonly AlertMessage[], room: number, note?: string): string {
  const shorter: ((message: AlertMessage) => AlertMessage)[] = [
    (message) => message,
    withoutSteps,
    (message) => ({ ...withoutSteps(message), facts: [] }),
    (message) => ({
      ...withoutSteps(message),
      facts: [],
      fix: '',
      headline: cut(message.headline, 300),
      impact: { ...message.impact, sample: [] },
    }),
  ];
  for (const shorten of shorter) {
    const text = forms(delivery, messages.map(shorten), note);
    if (Buffer.byteLength(text) <= room) return text;
  }
  const brief = messages.map((message) => shorter.at(-1)?.(message) ?? message);
  let count = brief.length;
  let text = forms(delivery, brief, note);
  while (count > 1 && Buffer.byteLength(text) > room) {
    count = Math.floor(count * 0.8);
    text = forms(delivery, brief.slice(0, count), note);
  }
  return text;
}

function forms(delivery: Delivery, messages: readonly AlertMessage[], note?: string): string {
  const rest = delivery.messages.length - messages.length;
  const parts = groupMessages(messages).map((message) => paragraphs(message).join('\n\n'));
  if (rest > 0) parts.push(`… and ${rest} more: mta-sts-watch alerts list shows them all.`);
  const entries: AlertEntry[] = messages.map(alertEntry);
  // Each form once, so that most can be said within the bound: `default` is what every other protocol gets.
  return JSON.stringify({
    default: JSON.stringify(alertDocument(delivery, entries)),
    email: [...(note === undefined ? [] : [note]), parts.join('\n\n----\n\n')].join('\n\n'),
    sms: title(delivery.messages),
  });
}
