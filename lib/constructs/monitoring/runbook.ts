/** The entries of docs/runbook.md, one an alarm: the anchor of each is its key. A test holds the two together. */
export const RUNBOOK = {
  'no-completed-run': 'No run finished in twice its interval, or the self-check itself is silent.',
  'run-not-finished': 'A run was started and did not finish.',
  'waiting-targets': 'Targets wait too long in their queue to be looked at.',
  'dead-letters': 'Messages were given up and wait for a person.',
  'function-errors': 'A Lambda function fails.',
  'function-throttles': 'A Lambda function is refused by the concurrency limit of the account.',
  'stream-lag': 'Transitions wait too long in the stream to be published.',
  'notification-failures': 'People could not be told of an alert.',
  coverage: 'Too many targets could not be looked at.',
  'agent-silent': 'An agent that looks at MX hosts has said nothing for half an hour, or none was ever heard.',
  'dead-subscription': 'An e-mail subscription was never confirmed, or is gone.',
} as const satisfies Record<string, string>;
export type RunbookEntry = keyof typeof RUNBOOK;

/** The runbook as the published package carries it. */
export const RUNBOOK_URL = 'https://unpkg.com/mta-sts-watch/docs/runbook.md';

/** Description of an alarm: what it means, and where to read what to do. */
export const alarmDescription = (entry: RunbookEntry, url: string, detail?: string): string =>
  `${RUNBOOK[entry].replace(/\.$/, detail === undefined ? '.' : `: ${detail}.`)} What to do: ${url}#${entry}`;
