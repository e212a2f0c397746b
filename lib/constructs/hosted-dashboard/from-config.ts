import { Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Config } from '../../config';
import type { CognitoSignIn, HostedDashboardProps, OidcSignIn } from './props';

type Dashboard = NonNullable<Config['aws']['dashboard']>;

/**
 * What a configuration says of the dashboard, as props.
 * @throws Error when a key is missing without which another means nothing
 */
export function dashboardPropsFromConfig(scope: Construct, config: Dashboard): Omit<HostedDashboardProps, 'monitor'> {
  const { oidc, operators, session, signInPrefix, domainName, certificateArn, webAclArn } = config;
  if (oidc !== undefined && (session !== undefined || signInPrefix !== undefined))
    throw new Error(
      'aws.dashboard: session and signInPrefix are for the Cognito user pool, which there is not with oidc. Leave them out.',
    );
  if ((domainName === undefined) !== (certificateArn === undefined))
    throw new Error('aws.dashboard: domainName and certificateArn belong together. Write both, or leave both out.');
  return {
    signIn: oidc === undefined ? poolOf(config) : providerOf(oidc),
    ...(operators !== undefined && { operators }),
    ...(domainName !== undefined &&
      certificateArn !== undefined && {
        domain: {
          name: domainName,
          certificate: Certificate.fromCertificateArn(scope, 'DashboardCertificate', certificateArn),
        },
      }),
    ...(webAclArn !== undefined && { webAclArn }),
  };
}

const poolOf = ({ session, signInPrefix }: Dashboard): CognitoSignIn => ({
  ...(session !== undefined && { session: Duration.millis(session) }),
  ...(signInPrefix !== undefined && { domainPrefix: signInPrefix }),
});

const providerOf = ({
  issuer,
  clientId,
  readers,
  scopes,
  tokenOrigins,
}: NonNullable<Dashboard['oidc']>): OidcSignIn => ({
  issuer,
  clientId,
  readers,
  ...(scopes !== undefined && { scopes }),
  ...(tokenOrigins !== undefined && { tokenOrigins }),
});
