import { Template } from 'aws-cdk-lib/assertions';
import { CHANNEL_NAMES, CHANNELS, isTopicChannel, SECRET_NAMES, SECRETS } from '../../lib/config/channels';
import { build } from './synthesised';

interface Made {
  readonly Outputs: Readonly<
    Record<string, { readonly Value: { readonly Ref: string }; readonly Description: string }>
  >;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
}

test('the stack has for every channel what its record declares: secret, output, variable and permission', () => {
  const { stack } = build({
    domains: ['example.com'],
    chat: { slackWorkspaceId: 'T1', slackChannelId: 'C1' },
    ...Object.fromEntries(SECRET_NAMES.map((name) => [SECRETS[name].secret.prop, true])),
  });
  const { Outputs, Resources } = Template.fromStack(stack).toJSON() as Made;
  const told = (handler: string, type: string): string =>
    JSON.stringify(Object.entries(Resources).filter(([id, { Type }]) => id.includes(handler) && Type === type));
  const notifier = told('NotificationNotify', 'AWS::Lambda::Function');
  for (const name of SECRET_NAMES) {
    const { id, output, put, holds, variable } = SECRETS[name].secret;
    const { Value, Description } = Outputs[output] ?? { Value: { Ref: '' }, Description: '' };
    expect(Description).toBe(`Put ${put} here: aws secretsmanager put-secret-value`);
    expect(Value.Ref).toMatch(new RegExp(`^MonitorAlerting${id}[0-9A-F]{8}$`));
    expect(JSON.stringify(Resources[Value.Ref])).toContain(JSON.stringify(`Mail: ${holds}`));
    const handler = name === 'heartbeat' ? 'SelfCheck' : 'NotificationNotify';
    expect(told(handler, 'AWS::Lambda::Function')).toContain(`"${variable}":{"Ref":"${Value.Ref}"}`);
    expect(told(handler, 'AWS::IAM::Policy')).toContain(Value.Ref);
  }
  for (const name of CHANNEL_NAMES)
    if (isTopicChannel(name)) expect(notifier).toContain(`"${CHANNELS[name].topic.variable}":{"Ref":"MonitorAlerting`);
});
