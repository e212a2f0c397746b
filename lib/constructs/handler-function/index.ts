import type { Duration } from 'aws-cdk-lib';
import { RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ASSETS } from '../../contract/assets';
import type { MetricsLevel } from '../../contract/metrics';
import type { HandlerSettings } from '../../contract/settings';
import { ENVIRONMENT } from '../../contract/environment';
import { acknowledge } from '../acknowledge';
import { acknowledgeKeyActions } from '../encryption';
import { handlerCode } from './asset';
import type { HandlerName } from './handlers';

/** What the functions of one monitor share. */
export interface HandlerContext {
  /** The monitor's name: a dimension of its metrics. */
  readonly monitorName: string;
  readonly settings: HandlerSettings;
  readonly logRetention: RetentionDays;
  /** @default 'few' */
  readonly metrics?: MetricsLevel | undefined;
  /**
   * For logs, queues, topics and secrets.
   * @default - the services manage their keys
   */
  readonly encryptionKey?: IKey | undefined;
}

export interface HandlerFunctionProps {
  readonly context: HandlerContext;
  readonly handler: HandlerName;
  readonly description: string;
  readonly timeout: Duration;
  /** MiB; CPU comes in proportion. */
  readonly memorySize: number;
  /** @default - the name of the monitor alone */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Files to lay beside the handler, by name.
   * @default - the settings alone
   */
  readonly files?: Readonly<Record<string, string>>;
  /** @default - not in a VPC */
  readonly network?: { readonly vpc: IVpc; readonly subnets: SubnetSelection; readonly securityGroup: ISecurityGroup };
}

/** One Lambda function with a role and a log group of its own. */
export class HandlerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { context } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: context.logRetention,
      ...(context.encryptionKey !== undefined && { encryptionKey: context.encryptionKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${context.monitorName}: ${props.handler}`,
    });
    this.logGroup.grantWrite(this.role);
    if (context.encryptionKey !== undefined) acknowledgeKeyActions(this.role);
    if (props.network !== undefined) this.grantNetworkInterfaces();
    this.function = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode(props.handler, { [ASSETS.settings]: JSON.stringify(context.settings), ...props.files }),
      description: props.description,
      timeout: props.timeout,
      memorySize: props.memorySize,
      ephemeralStorageSize: Size.mebibytes(512),
      role: this.role,
      logGroup: this.logGroup,
      // The logger writes JSON itself; Lambda's own JSON format would wrap the embedded metrics.
      loggingFormat: LoggingFormat.TEXT,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.handler,
        [ENVIRONMENT.monitor]: context.monitorName,
        ...(context.metrics === 'all' && { [ENVIRONMENT.metrics]: context.metrics }),
        ...props.environment,
      },
      ...(props.network !== undefined && {
        vpc: props.network.vpc,
        vpcSubnets: props.network.subnets,
        securityGroups: [props.network.securityGroup],
      }),
    });
  }

  private grantNetworkInterfaces(): void {
    const actions = [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ];
    this.role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'Lambda makes the network interfaces of a function in a VPC itself, and asks for these actions without a resource.',
    );
  }
}
