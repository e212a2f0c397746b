import type { Template } from 'aws-cdk-lib/assertions';
import type { Resource } from './synthesised';

/**
 * What holds something that people would lose, and the properties of it whose change makes CloudFormation replace it:
 * "Update requires: Replacement" in the resource reference, and `createOnlyProperties` in the schemas of the
 * CloudFormation registry. `update.test.ts` compares the list with those schemas, as the CDK's command line has them.
 */
export const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::EC2::EIP': ['TransferAddress', 'Domain', 'NetworkBorderGroup', 'IpamPoolId', 'Address'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::Cognito::UserPool': [],
};

export interface Held {
  readonly Type: string;
  /** Those properties of {@link REPLACING} that are set. */
  readonly Replacing: Readonly<Record<string, unknown>>;
}

/** By logical id: a changed one is another resource to CloudFormation. */
export function held(template: Template): Readonly<Record<string, Held>> {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  return Object.fromEntries(
    Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
      const names = REPLACING[Type];
      if (names === undefined) return [];
      const set = names.filter((name) => name in Properties).map((name) => [name, Properties[name]]);
      return [[id, { Type, Replacing: Object.fromEntries(set) as Record<string, unknown> }]];
    }),
  );
}
