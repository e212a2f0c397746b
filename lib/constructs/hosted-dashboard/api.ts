import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
import type { AccessRules, SignInSettings } from '../../contract/hosted-dashboard';
import { acknowledge } from '../acknowledge';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import type { Storage } from '../storage';

export interface DashboardApiProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly access: AccessRules;
  /** Whether requests must come by CloudFront, as behind a web ACL. */
  readonly isClosed: boolean;
}

/** Requests a second, and at once after a pause: more than a team's open pages ask, and a bound on what a stolen token costs. */
const THROTTLE = { rateLimit: 50, burstLimit: 200 } as const;

/** What the page asks: the query API behind an authorizer, which also guards the API's own address. */
export class DashboardApi extends Construct {
  readonly api: HttpApi;
  /** Who asked what, when, and what came of it. */
  readonly accessLogs: LogGroup;
  readonly handler: HandlerFunction;
  /** What CloudFront must say in {@link ORIGIN_HEADER}, as a reference that CloudFormation resolves. */
  readonly originSecret?: string;

  constructor(scope: Construct, id: string, { context, storage, access, isClosed }: DashboardApiProps) {
    super(scope, id);
    if (isClosed) this.originSecret = this.createOriginSecret(context);
    this.handler = new HandlerFunction(this, 'Handler', {
      context,
      handler: 'dashboard',
      description: 'Answers the hosted dashboard, for people who are signed in',
      // API Gateway waits no longer.
      timeout: Duration.seconds(29),
      memorySize: 512,
      environment: {
        [ENVIRONMENT.table]: storage.table.tableName,
        [ENVIRONMENT.access]: Stack.of(this).toJsonString(access),
        ...(this.originSecret !== undefined && { [ENVIRONMENT.originSecret]: this.originSecret }),
      },
    });
    if (access.operators === undefined) storage.grantRead(this.handler.role);
    else storage.grantReadWrite(this.handler.role);
    this.api = new HttpApi(this, 'Http', {
      apiName: `${context.monitorName}-dashboard`,
      description: `${context.monitorName}: what the hosted dashboard asks`,
      createDefaultStage: false,
    });
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: context.logRetention,
      ...(context.encryptionKey !== undefined && { encryptionKey: context.encryptionKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTime',
            subject: '$context.authorizer.claims.sub',
            method: '$context.httpMethod',
            path: '$context.path',
            status: '$context.status',
            authorizerError: '$context.authorizer.error',
            error: '$context.error.message',
            milliseconds: '$context.responseLatency',
          }),
        ),
      },
    });
  }

  private createOriginSecret({ encryptionKey }: HandlerContext): string {
    const secret = new Secret(this, 'OriginSecret', {
      description: 'Shows the API of the hosted dashboard that a request came by CloudFront',
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      ...(encryptionKey !== undefined && { encryptionKey }),
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'It only keeps requests behind the web ACL; who may read is in the ID token. Both ends take a new one at a deployment.',
    );
    return secret.secretValue.unsafeUnwrap();
  }

  /** The name that CloudFront asks. */
  get domainName(): string {
    return `${this.api.apiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`;
  }

  /** Opens the API to those who sign in there. Before that it has no route at all. */
  openTo({ issuer, clientId }: SignInSettings): void {
    this.api.addRoutes({
      path: '/api/{proxy+}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Function', this.handler.function),
      authorizer: new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [clientId] }),
    });
  }
}
