import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
import type { AccessRules, SignInSettings } from '../../contract/hosted-dashboard';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import type { Storage } from '../storage';

export interface DashboardApiProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly access: AccessRules;
}

/** Requests a second, and at once after a pause: more than a team's open pages ask, and a bound on what a stolen token costs. */
const THROTTLE = { rateLimit: 50, burstLimit: 200 } as const;

/** What the page asks: the query API behind an authorizer, which also guards the API's own address. */
export class DashboardApi extends Construct {
  readonly api: HttpApi;
  /** Who asked what, when, and what came of it. */
  readonly accessLogs: LogGroup;
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, { context, storage, access }: DashboardApiProps) {
    super(scope, id);
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
