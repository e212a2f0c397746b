import type { Duration } from 'aws-cdk-lib';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { ClaimRule } from '../../contract/hosted-dashboard';
import type { MtaStsWatch } from '../mta-sts-watch';

/** A user pool of the dashboard's own: people come in by invitation alone, with a password and a second factor. */
export interface CognitoSignIn {
  /**
   * The first part of the sign-in page's name, `PREFIX.auth.REGION.amazoncognito.com`; nobody else in the region may have it.
   * @default - made from the stack's id
   */
  readonly domainPrefix?: string;
  /**
   * How long people stay signed in; from one hour to ten days. Somebody who is taken out of the pool is out within the hour.
   * @default Duration.hours(12)
   */
  readonly session?: Duration;
}

/** An OpenID Connect provider that is there already. */
export interface OidcSignIn {
  /** Its issuer URL, `https://…`, as in the `iss` of its ID tokens; `/.well-known/openid-configuration` is below it. */
  readonly issuer: string;
  /** Of a public client (a single-page application, without a secret) for the authorization code flow with PKCE. */
  readonly clientId: string;
  /**
   * Who may read. A rule about a claim of the ID token; or `everybody`, when the provider itself decides who gets a token
   * for this client.
   */
  readonly readers: ClaimRule | 'everybody';
  /**
   * What to ask the provider for. With `offline_access`, many give a refresh token, and people stay signed in for longer.
   * @default ['openid', 'email', 'profile']
   */
  readonly scopes?: readonly string[];
  /**
   * Origins of the provider's token endpoint, such as `https://oauth2.example.com`, when that is not the issuer's: the
   * page may ask those and no other.
   * @default - the issuer's alone
   */
  readonly tokenOrigins?: readonly string[];
}

/** A name of one's own. */
export interface DashboardDomain {
  readonly name: string;
  /** For that name, in us-east-1: CloudFront takes none of another region. */
  readonly certificate: ICertificate;
  /**
   * The zone to write the name's records into.
   * @default - point the name at the distribution yourself
   */
  readonly zone?: IHostedZone;
}

export interface HostedDashboardProps {
  /** Whose history is shown; in the same stack or in another one of the same region. */
  readonly monitor: MtaStsWatch;
  /**
   * Where people sign in.
   * @default - a new Cognito user pool
   */
  readonly signIn?: CognitoSignIn | OidcSignIn;
  /**
   * Who may acknowledge alerts, mute them and plan maintenance.
   * @default - with Cognito, the pool's group `operators`; with another provider, nobody
   */
  readonly operators?: ClaimRule;
  /** @default - the name that CloudFront gives */
  readonly domain?: DashboardDomain;
  /**
   * ARN of a web ACL of AWS WAF, global, in us-east-1. With it, the API answers only requests that came by CloudFront.
   * @default - none
   */
  readonly webAclArn?: string;
  /**
   * Whether there is an alarm about errors of the dashboard's function.
   * @default true, and false with `alarms: false` of the monitor
   */
  readonly errorAlarm?: boolean;
  /**
   * What becomes of the user pool, and so of the invited people, when the stack goes. All else that is made here can be
   * made again, and goes.
   * @default RemovalPolicy.DESTROY
   */
  readonly userPoolRemovalPolicy?: RemovalPolicy;
}
