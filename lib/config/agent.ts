import { hostname } from 'node:os';
import * as z from 'zod';
import type { Parser } from './leaf';
import { shown } from './leaf';
import type { Setting } from './setting';
import { defaulting, keysOf, optional } from './setting';
import { wholeNumber } from './values';

/** The URL of a queue of SQS, or of what stands in for it. */
const parseQueueUrl: Parser<string> = (raw) => {
  const url = typeof raw === 'string' && URL.canParse(raw.trim()) ? new URL(raw.trim()) : undefined;
  if (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.pathname.split('/').filter((part) => part !== '').length >= 2
  )
    return { value: url.href };
  return {
    fault: `${shown(raw)} is not the URL of a queue`,
    fix: 'Write it as the outputs of the stack show it, such as https://sqs.eu-west-1.amazonaws.com/123456789012/NAME.',
  };
};

const AGENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const parseAgentName: Parser<string> = (raw) => {
  const name = typeof raw === 'string' ? raw.trim() : '';
  return AGENT_NAME.test(name)
    ? { value: name }
    : {
        fault: `${shown(raw)} is not a name for an agent`,
        fix: 'Write at most 63 letters, digits, or any of . _ - such as vm1.example.net.',
      };
};

/** The name of an agent that was given none: that of its machine. */
export const defaultAgentName = (): string =>
  hostname()
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63) || 'agent';

/** The settings of `mta-sts-watch agent`, which it alone reads. */
export const AGENT_SETTINGS = {
  queueUrl: optional(parseQueueUrl, {
    about: 'The queue that the agent takes its jobs from: the output `MtaStsWatchMxHostQueue` of the stack.',
    form: 'URL',
    otherwise: 'found by `--stack`',
    option: { flags: '--queue-url <url>', help: 'the queue to take jobs from', default: 'found by --stack' },
  }),
  resultQueueUrl: optional(parseQueueUrl, {
    about: 'The queue that the agent sends to what it saw: the output `MtaStsWatchResultQueue`.',
    form: 'URL',
    otherwise: 'found by `--stack`',
    option: {
      flags: '--result-queue-url <url>',
      help: 'the queue to send to what was seen',
      default: 'found by --stack',
    },
  }),
  name: optional(parseAgentName, {
    about: 'What the agent is called where several are told apart.',
    form: 'name',
    otherwise: 'the name of the machine',
    option: { flags: '--name <name>', help: 'what this agent is called', default: 'the name of this machine' },
  }),
  sessionsPerSecond: defaulting(wholeNumber(1, 100, 'a number of sessions'), 5, {
    about:
      'How many sessions with the MX hosts of one operator the agent begins in a second, at most. An operator sees all of them come from one address.',
    form: 'number',
    option: {
      flags: '--sessions-per-second <number>',
      help: 'with the MX hosts of one operator, at most',
    },
  }),
} satisfies Readonly<Record<string, Setting>>;

export const agentGroup = z.strictObject(keysOf(AGENT_SETTINGS));
export type AgentConfig = z.output<typeof agentGroup>;
