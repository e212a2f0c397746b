import { Aws, Duration, Fn } from 'aws-cdk-lib';
import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AccessRules, SignInSettings } from '../../contract/hosted-dashboard';
import { acknowledge } from '../acknowledge';
import type { CognitoSignIn } from './props';
import type { SignInProvider } from './sign-in';

export interface CognitoUsersProps extends CognitoSignIn {
  readonly monitorName: string;
  /** @default - the group that is made here */
  readonly operators?: AccessRules['operators'];
  readonly removalPolicy: RemovalPolicy;
}

const OPERATORS = 'operators';

/** The dashboard's people: nobody signs up, somebody invites. */
export class CognitoUsers extends Construct implements SignInProvider {
  readonly pool: UserPool;
  readonly access: AccessRules;
  /** Of the page where people sign in. */
  readonly origins: readonly [string];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CognitoUsersProps,
  ) {
    super(scope, id);
    this.access = { operators: props.operators ?? { claim: 'cognito:groups', anyOf: [OPERATORS] } };
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `${props.monitorName} dashboard`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      // A new address counts when it is verified: until then the old one stands in what somebody changed.
      autoVerify: { email: true },
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Managed login is not in the plan below this one.
      featurePlan: FeaturePlan.ESSENTIALS,
      removalPolicy: props.removalPolicy,
    });
    acknowledge(
      this.pool,
      'AwsSolutions-COG8',
      'The Plus plan has a price for each person. Nobody signs up, and everybody has a second factor.',
    );
    new UserPoolGroup(this, 'Operators', {
      userPool: this.pool,
      groupName: OPERATORS,
      description: 'May acknowledge alerts, mute them and plan maintenance',
    });
    const domain = this.pool.addDomain('Domain', {
      // The last part of the stack's UUID: the same for the life of the stack, and nobody else's.
      cognitoDomain: {
        domainPrefix:
          props.domainPrefix ??
          Fn.join('-', ['mta-sts-watch', Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))))]),
      },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.origins = [domain.baseUrl()];
  }

  settingsFor(url: string): SignInSettings {
    const scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE];
    const client = this.pool.addClient('Page', {
      generateSecret: false,
      oAuth: { flows: { authorizationCodeGrant: true }, scopes, callbackUrls: [url], logoutUrls: [url] },
      // One there must be; those by a bare password are not among them.
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: this.props.session ?? Duration.hours(12),
      // A page keeps no secret: a refresh token that was used is soon worth nothing (RFC 9700 section 2.2.2).
      refreshTokenRotationGracePeriod: Duration.seconds(10),
    });
    // Without a style the newer sign-in page answers with an error.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const [origin] = this.origins;
    return {
      issuer: this.pool.userPoolProviderUrl,
      clientId: client.userPoolClientId,
      scope: scopes.map(({ scopeName }) => scopeName).join(' '),
      endpoints: {
        authorization: `${origin}/oauth2/authorize`,
        token: `${origin}/oauth2/token`,
        signOut: `${origin}/logout?client_id=${client.userPoolClientId}&logout_uri=${url}`,
      },
    };
  }
}
