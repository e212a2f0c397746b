import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../../contract/table';

export interface StorageProps {
  /**
   * A table of an earlier deployment, with its stream.
   * @default - a new one
   */
  readonly table?: ITableV2;
  readonly removalPolicy: RemovalPolicy;
}

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:DescribeTable'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** The table: all state, history and alerts. */
export class Storage extends Construct {
  readonly table: ITableV2;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.table = props.table ?? (this.createTable(props.removalPolicy) as ITableV2);
    if (this.table.tableStreamArn === undefined) {
      throw new Error(
        'table: the table that was passed in has no stream. Give its tableStreamArn (TableV2.fromTableAttributes), and switch the stream on with NEW_IMAGE.',
      );
    }
  }

  /** Changing the construct's id, the keys or the encryption here would replace the table: tests hold them still. */
  private createTable(removalPolicy: RemovalPolicy): TableV2 {
    const string = (name: string) => ({ name, type: AttributeType.STRING });
    return new TableV2(this, 'Table', {
      partitionKey: string(TABLE_KEYS.partition),
      sortKey: string(TABLE_KEYS.sort),
      globalSecondaryIndexes: Object.values(INDEXES).map((index) => ({
        indexName: index.name,
        partitionKey: string(index.partition),
        sortKey: string(index.sort),
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      dynamoStream: StreamViewType.NEW_IMAGE,
      removalPolicy,
    });
  }

  grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, READ);
  }

  grantReadWrite(grantee: IGrantable): Grant {
    return this.grant(grantee, [...READ, ...WRITE]);
  }

  private grant(grantee: IGrantable, actions: string[]): Grant {
    const indexes = Object.values(INDEXES).map((index) => `${this.table.tableArn}/index/${index.name}`);
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn, ...indexes] });
  }
}
