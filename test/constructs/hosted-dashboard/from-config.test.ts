import { App, Stack } from 'aws-cdk-lib';
import { formatProblem, parseConfig } from '../../../lib/config';
import { dashboardPropsFromConfig } from '../../../lib/constructs';
import { CERTIFICATE, WEB_ACL } from './hosted';

function props(dashboard: object) {
  const parsed = parseConfig(JSON.stringify({ domains: ['example.com'], aws: { dashboard } }), 'mta-sts-watch.yaml');
  if ('problems' in parsed) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return dashboardPropsFromConfig(new Stack(new App(), 'Mail'), parsed.config.aws.dashboard ?? {});
}

const OIDC = { issuer: 'https://login.example.com/realms/mail', clientId: 'mail', readers: 'everybody' };

test('an empty group is a user pool', () => {
  expect(props({})).toEqual({ signIn: {} });
});

test('each key becomes its prop', () => {
  const pool = props({
    session: '8h',
    signInPrefix: 'mail-team',
    operators: { claim: 'cognito:groups', anyOf: ['postmasters'] },
    domainName: 'Mail.example.com',
    certificateArn: CERTIFICATE,
    webAclArn: WEB_ACL,
  });
  expect(pool).toMatchObject({
    signIn: { domainPrefix: 'mail-team' },
    operators: { claim: 'cognito:groups', anyOf: ['postmasters'] },
    domain: { name: 'mail.example.com', certificate: { certificateArn: CERTIFICATE } },
    webAclArn: WEB_ACL,
  });
  expect(pool.signIn).toMatchObject({ session: expect.objectContaining({}) as unknown });
  const given = {
    ...OIDC,
    readers: { claim: 'groups', anyOf: ['mail-team'] },
    scopes: ['openid', 'offline_access'],
    tokenOrigins: ['https://oauth2.example.com'],
  };
  expect(props({ oidc: given })).toEqual({ signIn: given });
});

test.each([
  [{ oidc: { ...OIDC, readers: undefined } }, 'aws.dashboard.oidc.readers: this key is missing'],
  [{ oidc: { ...OIDC, readers: 'anybody' } }, 'is not a rule about a claim'],
  [{ oidc: { ...OIDC, issuer: 'http://login.example.com' } }, 'is not an issuer'],
  [{ oidc: { ...OIDC, tokenOrigins: ['https://a.example/token'] } }, 'is not an origin'],
  [{ oidc: OIDC, session: '8h' }, 'session and signInPrefix are for the Cognito user pool'],
  [{ operators: { claim: 'groups', anyOf: [] } }, 'is not a rule about a claim'],
  [{ domainName: 'mail.example.com' }, 'domainName and certificateArn belong together'],
  [
    { domainName: 'mail.example.com', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
    'certificate in us-east-1',
  ],
  [{ session: '1m' }, 'aws.dashboard.session'],
])('%j is refused', (dashboard, message) => {
  expect(() => props(dashboard)).toThrow(message);
});
