import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { MtaStsWatchProps } from '../../lib/constructs';
import { MtaStsWatch } from '../../lib/constructs';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Those of our own app, which are those that `cdk init` recommends. */
const FLAGS = (
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }
).context;

/** Everything that can be switched on. */
export const EVERYTHING: MtaStsWatchProps = {
  domains: ['example.com', 'example.net'],
  alertEmails: ['ops@example.com'],
  alarmEmails: ['admin@example.com'],
  slackWebhook: true,
  webhook: true,
  chat: { slackWorkspaceId: 'T0123ABCD', slackChannelId: 'C0123ABCD' },
  smtpVantage: 'vpc',
  route53: {
    accounts: [{ roleArn: 'arn:aws:iam::111111111111:role/mta-sts-watch-zones', externalId: 'of-ours' }],
    exclude: ['*.test.example.com'],
  },
  queryApi: true,
};

/** With agents in place of the VPC. */
export const AGENTS: MtaStsWatchProps = {
  domains: ['example.com'],
  alertEmails: ['ops@example.com'],
  smtpVantage: 'agent',
};

export const LEAST: MtaStsWatchProps = { domains: ['example.com'] };

export function build(given: MtaStsWatchProps | ((stack: Stack) => MtaStsWatchProps)): {
  readonly app: App;
  readonly stack: Stack;
  readonly monitor: MtaStsWatch;
} {
  const app = new App({ context: FLAGS });
  const stack = new Stack(app, 'Mail');
  const props = typeof given === 'function' ? given(stack) : given;
  return { app, stack, monitor: new MtaStsWatch(stack, 'Monitor', props) };
}

const templates = new Map<MtaStsWatchProps, Template>();

/** The template, made once for the same props. */
export function template(props: MtaStsWatchProps): Template {
  const known = templates.get(props) ?? Template.fromStack(build(props).stack);
  templates.set(props, known);
  return known;
}

export const resources = (props: MtaStsWatchProps, type: string): [string, Resource][] =>
  Object.entries(template(props).findResources(type)) as unknown as [string, Resource][];

/** Every string in a value, at any depth. */
export function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
