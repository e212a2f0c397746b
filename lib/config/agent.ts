import { hostname } from 'node:os';
import * as z from 'zod';
import type { Parser } from './leaf';
import { leaf, shown } from './leaf';
import { wholeNumber } from './values';

/** The URL of a queue of SQS, or of what stands in for it. */
export const parseQueueUrl: Parser<string> = (raw) => {
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

export const parseAgentName: Parser<string> = (raw) => {
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

/** The keys that `mta-sts-watch agent` alone reads. */
export const agentGroup = z.strictObject({
  queueUrl: leaf(parseQueueUrl, {
    about: 'The queue that the agent takes its jobs from: the output `MtaStsWatchMxHostQueue` of the stack.',
    form: 'URL',
    otherwise: 'found by `--stack`',
    option: '--queue-url',
  }).optional(),
  resultQueueUrl: leaf(parseQueueUrl, {
    about: 'The queue that the agent sends to what it saw: the output `MtaStsWatchResultQueue`.',
    form: 'URL',
    otherwise: 'found by `--stack`',
    option: '--result-queue-url',
  }).optional(),
  name: leaf(parseAgentName, {
    about: 'What the agent is called where several are told apart.',
    form: 'name',
    otherwise: 'the name of the machine',
    option: '--name',
  }).optional(),
  sessionsPerSecond: leaf(wholeNumber(1, 100, 'a number of sessions'), {
    about:
      'How many sessions with the MX hosts of one operator the agent begins in a second, at most. An operator sees all of them come from one address.',
    form: 'number',
    option: '--sessions-per-second',
  }).prefault(5),
});
