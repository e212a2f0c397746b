import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import type { HostedDashboardProps, OidcSignIn } from '../../../lib/constructs';
import { HostedDashboard, MtaStsWatch } from '../../../lib/constructs';

const FLAGS = (
  JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  }
).context;

export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0b7d6f4e-0000-4000-8000-000000000000';
export const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/team/0b7d6f4e-0000-4000-8000-000000000000';
export const OIDC: OidcSignIn = {
  issuer: 'https://login.example.com/realms/mail',
  clientId: 'mail-dashboard',
  readers: { claim: 'groups', anyOf: ['mail-team'] },
};

export interface Hosted {
  readonly app: App;
  /** The monitor's. */
  readonly monitorStack: Stack;
  /** The dashboard's: here a stack of its own, so that what it makes stands alone. */
  readonly stack: Stack;
  readonly dashboard: HostedDashboard;
}

export function build(props: (stack: Stack) => Omit<HostedDashboardProps, 'monitor'> = () => ({})): Hosted {
  const app = new App({ context: FLAGS });
  const monitorStack = new Stack(app, 'Mail');
  const monitor = new MtaStsWatch(monitorStack, 'Monitor', { domains: ['example.com'] });
  const stack = new Stack(app, 'Dashboard');
  return { app, monitorStack, stack, dashboard: new HostedDashboard(stack, 'Dashboard', { monitor, ...props(stack) }) };
}

/** Everything that can be switched on, at a provider of one's own. */
export const everything = (stack: Stack): Omit<HostedDashboardProps, 'monitor'> => ({
  signIn: { ...OIDC, tokenOrigins: ['https://tokens.example.com'] },
  operators: { claim: 'groups', anyOf: ['postmasters'] },
  domain: {
    name: 'mail.example.com',
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
    zone: PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z0123456789',
      zoneName: 'example.com',
    }),
  },
  webAclArn: WEB_ACL,
});

export const templateOf = (props?: (stack: Stack) => Omit<HostedDashboardProps, 'monitor'>): Template =>
  Template.fromStack(build(props).stack);
