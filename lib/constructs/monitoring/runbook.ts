import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../handler-function/handlers';

interface Entry {
  /** What the alarm means. */
  readonly means: string;
  /** What to do, in order; `STACK` is the name of the stack. */
  readonly steps: readonly string[];
}

const RUN = 'mta-sts-watch --stack STACK run';

/** The entries of docs/runbook.md, one an alarm: the anchor of each is its key. A test holds the two together. */
export const RUNBOOK = {
  'no-completed-run': {
    means: 'No run finished within twice its interval, or the self-check does not report.',
    steps: [
      'Run `mta-sts-watch --stack STACK status`: is a run in progress, did one stop, or did none start?',
      "None started: check that the schedules in EventBridge Scheduler are enabled, then the dispatcher's dead letters and its log.",
      'One is slow: increase `concurrency` or `maxWorkers`, or check less often (`schedule.domains`).',
      "The runs are fine: the self-check's log shows why it fails.",
      `Start a run by hand: \`${RUN}\`.`,
    ],
  },
  'run-not-finished': {
    means: 'A run started and did not finish.',
    steps: [
      'Check the dead letters of the work queues, and the logs of the workers for errors and time-outs.',
      '`Task timed out` or `Runtime exited` in a log: lower `concurrency`.',
      'With agents: check that they are running.',
      'The alarm clears when this run, or a later one of the same schedule, finishes.',
    ],
  },
  'waiting-targets': {
    means: 'Targets wait too long in the queue.',
    steps: [
      "Check the worker's errors, duration and throttles. With agents: check that they are running.",
      'Errors: read its log. Otherwise increase `concurrency` or `maxWorkers`, or check less often.',
    ],
  },
  'dead-letters': {
    means: 'Messages failed repeatedly and are kept as dead letters for up to 14 days.',
    steps: [
      'Read a message in the SQS console, and the log of the function at that time.',
      'Fix the cause.',
      'Work queues: return the messages with `aws sqs start-message-move-task --source-arn ARN-OF-THE-DEAD-LETTER-QUEUE`.',
      'Transitions and schedule events: delete them. The self-check and the next event do their work.',
      `Runs that could not be started: delete them, then \`${RUN}\`.`,
    ],
  },
  'function-errors': {
    means: 'A Lambda function fails. Its work is retried.',
    steps: [
      "Read the function's log.",
      'AccessDenied: a permission is missing. Deploy again, or ask the owner of the policies in your AWS organization.',
      'At `zones`: hosted zones could not be read; the log names the account and the permission.',
      'DynamoDB throttles: ask AWS to raise the limits of the table.',
      '`Cannot find module` or a syntax error: deploy the last version that worked.',
    ],
  },
  'function-throttles': {
    means: 'Lambda throttles a function because the account has no concurrency left. Work is delayed, not lost.',
    steps: [
      'Check ConcurrentExecutions of the account, for all functions together.',
      'Ask AWS for a higher quota (Lambda concurrent executions), or lower `maxWorkers`.',
    ],
  },
  'stream-lag': {
    means: 'Transitions wait too long in the stream. History and alerts are late.',
    steps: [
      'Check the errors and the duration of `publish`, and read its log.',
      'Fix the cause. The stream keeps records for 24 hours, and the states keep their events for longer, so nothing is lost.',
    ],
  },
  'notification-failures': {
    means: 'An alert could not be sent.',
    steps: [
      'Read the log of `notify`: it names the channel and its answer. The alerts are kept and retried.',
      'Slack answers `no_service` or `channel_not_found`: create a new webhook, and put its URL into the secret with `aws secretsmanager put-secret-value`.',
      'SNS answers KMSAccessDenied: let the notifier use the key of the topic.',
      'SNS could not deliver: check the delivery status of the subscriptions. Fix the endpoint or delete the subscription.',
    ],
  },
  coverage: {
    means: 'Too many targets could not be checked. Their last known state is kept.',
    steps: [
      'Run `mta-sts-watch --stack STACK status` for the causes.',
      'All MX hosts time out: port 25 is blocked. Ask AWS to open it for the address of the VPC, or use an agent.',
      'DNS fails: set other `resolvers`.',
      'A provider rejects the address: set `ehlo` to the name in its reverse DNS.',
    ],
  },
  'agent-silent': {
    means: 'An agent that checks MX hosts has not reported for 30 minutes, or none ever has.',
    steps: [
      "The self-check's log names the agent.",
      'On its machine: `systemctl status mta-sts-watch-agent`, and the end of its log.',
      'It is stopped: start it. It is running: check its credentials and its HTTPS access to AWS.',
      'It was retired: the alarm clears after a week.',
    ],
  },
  'unreadable-items': {
    means: 'Stored items cannot be read and are skipped. Everything else works as usual.',
    steps: [
      'Find the keys and the fault of each in the alert `state-unreadable`, or search the log group of the self-check for *left out*.',
      'A newer release wrote them, and was rolled back: deploy that release again.',
      'They are damaged: delete each with `aws dynamodb delete-item`. A target whose state is deleted starts anew with its next check.',
    ],
  },
  'dead-subscription': {
    means: 'An e-mail subscription was never confirmed, or was removed.',
    steps: [
      "The self-check's log names the address. `aws sns list-subscriptions-by-topic --topic-arn ARN` shows its state.",
      'PendingConfirmation: ask the person to open the link in the mail; it is valid for two days.',
      'Later, or after an unsubscription: take the address out of the configuration, deploy, put it back, deploy again.',
    ],
  },
} as const satisfies Record<string, Entry>;
export type RunbookEntry = keyof typeof RUNBOOK;

/** CloudWatch's bound on the description of an alarm. */
const LONGEST_DESCRIPTION = 1024;

/** The description of an alarm: what it means, the steps, and a link where there is one. */
export function alarmDescription(entry: RunbookEntry, stack: string, url?: string, detail?: string): string {
  const { means, steps } = RUNBOOK[entry];
  const text = [
    detail === undefined ? means : means.replace(/\.(?= |$)/, ` (${detail}).`),
    ...steps.map((step, index) => `${index + 1}. ${step.replaceAll('STACK', stack)}`),
    ...(url === undefined ? [] : [`More: ${url}#${entry}`]),
  ].join('\n');
  if (text.length > LONGEST_DESCRIPTION)
    throw new Error(
      `runbookUrl: with it, the description of an alarm has ${text.length} characters; CloudWatch allows ${LONGEST_DESCRIPTION}. Use a shorter URL.`,
    );
  return text;
}

/** The whole runbook in Markdown, for a text widget. */
export const runbookMarkdown = (stack: string, url?: string): string =>
  [
    '# What to do when an alarm fires',
    ...(url === undefined ? [] : [`[The runbook](${url}) has more.`]),
    ...Object.values(RUNBOOK).map(({ means, steps }) =>
      [`### ${means}`, ...steps.map((step, index) => `${index + 1}. ${step.replaceAll('STACK', stack)}`)].join('\n'),
    ),
  ].join('\n\n');

/** Where docs/runbook.md is, by the `repository` of a package.json; undefined without one: nobody else's page is linked. */
export function runbookUrl(packageJson: {
  readonly repository?: string | { readonly url?: string };
}): string | undefined {
  const { repository } = packageJson;
  const written = typeof repository === 'string' ? repository : repository?.url;
  const github = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(written ?? '')?.[1];
  const url =
    github === undefined ? written?.replace(/^git\+/, '').replace(/\.git$/, '') : `https://github.com/${github}`;
  return url?.startsWith('https://') === true ? `${url}/blob/HEAD/docs/runbook.md` : undefined;
}

/** {@link runbookUrl} of this package. */
export const ownRunbookUrl = (): string | undefined =>
  runbookUrl(JSON.parse(readFileSync(join(packageRoot(__dirname), 'package.json'), 'utf8')) as object);
