import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { SignInSettings } from '../../contract/hosted-dashboard';
import { SIGN_IN_FILE } from '../../contract/hosted-dashboard';
import { acknowledge } from '../acknowledge';
import type { HandlerContext } from '../handler-function';
import { packageRoot } from '../handler-function/handlers';

/** The page's files, which hold nothing secret, in a bucket that CloudFront alone reads. */
export class PageFiles extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Pick<HandlerContext, 'logRetention' | 'encryptionKey'>,
  ) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'It holds the published page alone, which is public by CloudFront. Who asks for data is in the access log of the API.',
    );
  }

  /** Puts the page in, with how to sign in beside it. */
  deploy(settings: SignInSettings): void {
    const role = new Role(this, 'DeploymentRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Copies the page of the dashboard into its bucket',
    });
    const logGroup = new LogGroup(this, 'DeploymentLogs', {
      retention: this.props.logRetention,
      ...(this.props.encryptionKey !== undefined && { encryptionKey: this.props.encryptionKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(role);
    new BucketDeployment(this, 'Deployment', {
      sources: [Source.asset(pageFolder()), Source.jsonData(SIGN_IN_FILE, settings)],
      destinationBucket: this.bucket as IBucket,
      // So that the bucket is empty, and can go, when the stack does.
      retainOnDelete: false,
      cacheControl: [CacheControl.noCache()],
      memoryLimit: 256,
      role,
      logGroup,
    });
    this.acknowledgeDeployment(role);
  }

  /** What the CDK's own way to fill a bucket brings along. */
  private acknowledgeDeployment(role: Role): void {
    const stack = Stack.of(this);
    const known = (value: string, name: string): string => (Token.isUnresolved(value) ? `<${name}>` : value);
    const assets = `cdk-${stack.synthesizer.bootstrapQualifier ?? ''}-assets-${known(stack.account, 'AWS::AccountId')}-${known(stack.region, 'AWS::Region')}`;
    const resources = [
      `arn:<AWS::Partition>:s3:::${assets}/*`,
      `<${stack.getLogicalId(this.bucket.node.defaultChild as CfnBucket)}.Arn>/*`,
    ];
    const actions = ['s3:GetBucket*', 's3:GetObject*', 's3:List*', 's3:Abort*', 's3:DeleteObject*'];
    for (const finding of [
      ...actions.map((action) => `Action::${action}`),
      ...resources.map((resource) => `Resource::${resource}`),
    ]) {
      acknowledge(
        role,
        `AwsSolutions-IAM5[${finding}]`,
        'What aws-s3-deployment needs to copy the files: reading the assets of the deployment, and writing into this bucket alone.',
      );
    }
    // One function of the stack fills all its buckets.
    const handlers = stack.node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    for (const handler of handlers)
      acknowledge(handler, 'AwsSolutions-L1', 'aws-s3-deployment chooses the runtime of its own function.');
  }
}

/**
 * The page for a sign-in, which the published package holds ready-made.
 * @throws Error when it is not there, as in a checkout before the build
 */
export function pageFolder(): string {
  const folder = join(packageRoot(__dirname), 'dist', 'hosted-dashboard');
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`The page of the hosted dashboard is missing: ${folder}. In a checkout, run: npm run build`);
  return folder;
}
