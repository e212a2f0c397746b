import { Arn, ArnFormat, CfnOutput, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { ARecord, AaaaRecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { OutputKey } from '../../contract/outputs';
import { OUTPUTS } from '../../contract/outputs';
import { createAlarm } from '../monitoring';
import type { MtaStsWatch } from '../mta-sts-watch';
import { DashboardApi } from './api';
import { CognitoUsers } from './cognito';
import { dashboardDistribution } from './distribution';
import { PageFiles } from './page';
import type { DashboardDomain, HostedDashboardProps, OidcSignIn } from './props';
import type { SignInProvider } from './sign-in';
import { checkRules, oidcProvider } from './sign-in';

export type { CognitoSignIn, DashboardDomain, HostedDashboardProps, OidcSignIn } from './props';

/**
 * The dashboard on the Internet, for a team: CloudFront, and behind it nothing but the page's files for anybody who is
 * not signed in. Only an ID token of the one provider for the one client opens the API.
 */
export class HostedDashboard extends Construct {
  /** Ends with a slash. */
  readonly url: string;
  readonly distribution: Distribution;
  readonly api: DashboardApi;
  /** Rings at the monitor's alarm topic when the function fails; not set with `errorAlarm: false`, or without alarms. */
  readonly errorAlarm?: Alarm;
  /** Set without an OpenID Connect provider of one's own. */
  readonly userPool?: UserPool;

  constructor(scope: Construct, id: string, props: HostedDashboardProps) {
    super(scope, id);
    const { monitor, domain, webAclArn, operators, signIn = {} } = props;
    const { handlerContext: context } = monitor;
    checkDomain(domain);
    const users =
      'issuer' in signIn
        ? undefined
        : new CognitoUsers(this, 'Users', {
            ...signIn,
            monitorName: context.monitorName,
            removalPolicy: props.userPoolRemovalPolicy ?? RemovalPolicy.DESTROY,
            ...(operators !== undefined && { operators }),
          });
    if (users !== undefined) this.userPool = users.pool;
    const provider: SignInProvider = users ?? oidcProvider(signIn as OidcSignIn, operators);
    checkRules(provider.access);

    const files = new PageFiles(this, 'Files', context);
    this.api = new DashboardApi(this, 'Api', {
      context,
      storage: monitor.storage,
      access: provider.access,
      isClosed: webAclArn !== undefined,
    });
    if (props.errorAlarm ?? monitor.alarmPlace.alarms !== false) this.errorAlarm = this.createErrorAlarm(monitor);
    this.distribution = dashboardDistribution(this, 'Distribution', {
      monitorName: context.monitorName,
      bucket: files.bucket as IBucket,
      apiDomainName: this.api.domainName,
      ...(this.api.originSecret !== undefined && { originSecret: this.api.originSecret }),
      origins: provider.origins,
      ...(domain !== undefined && { domain }),
      ...(webAclArn !== undefined && { webAclArn }),
    });
    this.url = `https://${domain?.name ?? this.distribution.distributionDomainName}/`;
    const settings = provider.settingsFor(this.url);
    this.api.openTo(settings);
    files.deploy(settings);
    if (domain !== undefined) this.lead(domain);
    this.output(OUTPUTS.dashboardUrl, this.url, 'The dashboard');
    if (users !== undefined)
      this.output(OUTPUTS.dashboardUserPool, users.pool.userPoolId, 'Invite people: aws cognito-idp admin-create-user');
  }

  private createErrorAlarm(monitor: MtaStsWatch): Alarm {
    const metric = this.api.handler.function.metricErrors({ period: Duration.minutes(5) });
    const rule = { entry: 'function-errors', metric, above: 0, detail: 'the hosted dashboard' } as const;
    return createAlarm(this, 'Errors', rule, monitor.alarmPlace);
  }

  /** The name to the distribution, or its owner to what is to be done. */
  private lead({ name, zone }: DashboardDomain): void {
    if (zone === undefined) {
      this.output(
        OUTPUTS.dashboardTarget,
        this.distribution.distributionDomainName,
        `Where ${name} must lead, by a CNAME or an alias record`,
      );
      return;
    }
    const record = { zone, recordName: name, target: RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)) };
    new ARecord(this, 'Address', record);
    new AaaaRecord(this, 'AddressV6', record);
  }

  private output(key: OutputKey, value: string, description: string): void {
    new CfnOutput(this, key, { value, description }).overrideLogicalId(key);
  }
}

/** CloudFront would refuse these in the middle of a deployment. */
function checkDomain(domain: DashboardDomain | undefined): void {
  if (domain === undefined) return;
  if (
    !Token.isUnresolved(domain.name) &&
    !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain.name)
  )
    throw new Error(
      `domain.name: ${domain.name} is not a name. Write it in small letters and without https://, such as mail.example.com.`,
    );
  const { certificateArn } = domain.certificate;
  if (
    !Token.isUnresolved(certificateArn) &&
    Arn.split(certificateArn, ArnFormat.SLASH_RESOURCE_NAME).region !== 'us-east-1'
  )
    throw new Error(
      `domain.certificate: ${certificateArn} is not in us-east-1, and CloudFront takes no other. Ask ACM for one there.`,
    );
}
