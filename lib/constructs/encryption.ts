import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** What it takes to send an encrypted message, and to receive one. */
const MESSAGE_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Sending to queues and topics that are encrypted with the key, and receiving; nothing without a key. */
export function grantMessages(grantee: IGrantable, key: IKey | undefined): void {
  if (key !== undefined) Grant.addToPrincipal({ grantee, actions: MESSAGE_ACTIONS, resourceArns: [key.keyArn] });
}

/** {@link grantMessages}, as a statement of a policy. */
export const messageStatement = (key: IKey): PolicyStatement =>
  new PolicyStatement({ sid: 'UseKey', actions: MESSAGE_ACTIONS, resources: [key.keyArn] });

/** With the key, or with the one that SQS manages. */
export const queueEncryption = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };

/**
 * Lets CloudWatch Logs encrypt the log groups of the stack's account and region, and CloudWatch publish alarms to an
 * encrypted topic. A key that was imported keeps its policy: docs/deploy.md has the statements that it needs.
 */
export function allowServices(scope: Construct, key: IKey): void {
  const stack = Stack.of(scope);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'MtaStsWatchLogs',
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'MtaStsWatchAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
}

/** The CDK lets whoever sends to an encrypted queue use groups of actions, on the one key. */
export function acknowledgeKeyActions(role: IConstruct): void {
  for (const action of ['kms:ReEncrypt*', 'kms:GenerateDataKey*'])
    acknowledge(
      role,
      `AwsSolutions-IAM5[Action::${action}]`,
      'What aws-cdk-lib grants on the one key to those who send to an encrypted queue.',
    );
}
