import type { AlertMessage } from '../model';
import { rank } from './policy';

/**
 * Messages in the order in which people read them: the gravest first, what is over last, and what is alike side by side.
 * The end of an alert stands before a newer alert about the same matter: otherwise the last word would be that it is over.
 */
export function inOrder(messages: readonly AlertMessage[]): readonly AlertMessage[] {
  const open = new Map<string, AlertMessage>();
  for (const message of messages) if (message.form !== 'resolved') open.set(matterOf(message), message);
  const weighed = messages.map((message) => {
    const isOver = message.form === 'resolved';
    const other = isOver ? open.get(matterOf(message)) : undefined;
    const newer = other !== undefined && other.since > message.since ? other : undefined;
    const weight = [
      Number(isOver && newer === undefined),
      rank((newer ?? message).severity),
      message.kind,
      Number(!isOver),
      message.form,
    ];
    return { message, weight };
  });
  return weighed.sort((a, b) => compare(a.weight, b.weight)).map(({ message }) => message);
}

const matterOf = ({ kind, subject }: AlertMessage): string => `${kind} ${subject?.type ?? ''} ${subject?.name ?? ''}`;

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other !== undefined && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
