import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HostedDashboard, MtaStsWatch } from '../../lib/constructs';
import { EVERYTHING, strings } from './synthesised';

/** Services whose names are shared by the regions of an account, and the properties that hold the names. */
const GLOBAL_NAMES: Readonly<Record<string, RegExp>> = {
  'AWS::CloudWatch::Dashboard': /^DashboardName$/,
  'AWS::CloudFront::': /^Name$/,
  'AWS::Chatbot::': /^ConfigurationName$/,
  'AWS::IAM::Role': /^RoleName$/,
  'AWS::IAM::ManagedPolicy': /^ManagedPolicyName$/,
  'AWS::IAM::User': /^UserName$/,
  'AWS::IAM::Group': /^GroupName$/,
  'AWS::S3::Bucket': /^BucketName$/,
  'AWS::Route53::HostedZone': /^Name$/,
};

interface Name {
  readonly of: string;
  readonly value: unknown;
}

/** The names at the top of a resource's properties, and in a group such as `OriginAccessControlConfig`. */
function globalNames(template: Template): Name[] {
  const { Resources } = template.toJSON() as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
    const [, key] = Object.entries(GLOBAL_NAMES).find(([start]) => Type.startsWith(start)) ?? [];
    if (key === undefined) return [];
    const groups = Object.entries(Properties).flatMap(([group, value]) =>
      /Config$/.test(group) ? Object.entries(value as object) : [],
    ) as [string, unknown][];
    return [...Object.entries(Properties), ...groups]
      .filter(([name]) => key.test(name))
      .map(([, value]) => ({ of: Type, value }));
  });
}

/** A stack with the monitor and the dashboard; without an environment, or for a region. */
function deployment(region?: string): Template {
  const app = new App();
  const stack = new Stack(app, 'Mail', region === undefined ? {} : { env: { account: '111111111111', region } });
  const monitor = new MtaStsWatch(stack, 'Monitor', EVERYTHING);
  new HostedDashboard(stack, 'HostedDashboard', { monitor });
  return Template.fromStack(stack);
}

/** One Slack channel has one configuration in an account: its id says more than a region could. */
const isOfChannel = ({ of, value }: Name): boolean =>
  of.startsWith('AWS::Chatbot::') && /-C0123ABCD$/.test(String(value));

test('in a stack for whatever region, each global name holds the region', () => {
  const names = globalNames(deployment());
  expect(new Set(names.map(({ of }) => of))).toEqual(
    new Set([
      'AWS::CloudWatch::Dashboard',
      'AWS::CloudFront::CachePolicy',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::Chatbot::SlackChannelConfiguration',
    ]),
  );
  expect(
    names.filter((name) => !isOfChannel(name) && !JSON.stringify(name.value).includes('{"Ref":"AWS::Region"}')),
  ).toEqual([]);
});

test('in stacks for two regions of an account, no name is the same, and none is too long', () => {
  const texts = (region: string) =>
    globalNames(deployment(region))
      .filter((name) => !isOfChannel(name))
      .map(({ value }) => strings(value).join(''));
  const [here, there] = [texts('eu-central-1'), texts('ap-southeast-1')];
  expect(here).toHaveLength(4);
  expect(here.filter((name) => there.includes(name))).toEqual([]);
  for (const name of [...here, ...there]) expect(name).toMatch(/^[\w-]{1,64}(eu-central-1|ap-southeast-1)$/);
});

test('a name that a dashboard may not have is refused when it is synthesised', () => {
  expect(() => new MtaStsWatch(new Stack(new App(), 'Mail'), 'Monitor', { monitorName: 'our mail' })).toThrow(
    'monitorName: our mail',
  );
});
