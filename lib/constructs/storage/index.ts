import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnGlobalTable, ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
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
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../../contract/table';
import { checkStream } from './stream';

export interface StorageProps {
  /**
   * A table of an earlier deployment, with its stream.
   * @default - a new one
   */
  readonly table?: ITableV2;
  readonly removalPolicy: RemovalPolicy;
  /**
   * Of a new table.
   * @default - DynamoDB owns the key
   */
  readonly encryptionKey?: IKey | undefined;
  /**
   * Of a new table.
   * @default - true where the table outlives the stack
   */
  readonly deletionProtection?: boolean | undefined;
}

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:DescribeTable'];
const READ_KEY = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITE_KEY = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** The table: all state, history and alerts. */
export class Storage extends Construct {
  readonly table: ITableV2;
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.table = props.table ?? (this.createTable(props) as ITableV2);
    this.encryptionKey = props.table === undefined ? props.encryptionKey : props.table.encryptionKey;
    if (props.table !== undefined) checkStream(props.table, Stack.of(this));
    if (this.table.tableStreamArn === undefined) {
      throw new Error(
        'table: the table that was passed in has no stream. Give its tableStreamArn (TableV2.fromTableAttributes), and switch the stream on with NEW_IMAGE.',
      );
    }
  }

  /** Changing the construct's id or the keys here would replace the table: tests hold them still. */
  private createTable({
    removalPolicy,
    encryptionKey,
    deletionProtection = removalPolicy !== RemovalPolicy.DESTROY,
  }: StorageProps): TableV2 {
    const string = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new TableV2(this, 'Table', {
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
      deletionProtection,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      dynamoStream: StreamViewType.NEW_IMAGE,
      removalPolicy,
    });
    if (encryptionKey !== undefined) encrypt(table, encryptionKey);
    return table;
  }

  grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, READ, READ_KEY);
  }

  grantReadWrite(grantee: IGrantable): Grant {
    return this.grant(grantee, [...READ, ...WRITE], [...READ_KEY, ...WRITE_KEY]);
  }

  /** DynamoDB uses a key of yours in the name of whoever reads and writes. */
  private grant(grantee: IGrantable, actions: string[], keyActions: string[]): Grant {
    const { encryptionKey } = this;
    if (encryptionKey !== undefined)
      Grant.addToPrincipal({ grantee, actions: keyActions, resourceArns: [encryptionKey.keyArn] });
    const indexes = Object.values(INDEXES).map((index) => `${this.table.tableArn}/index/${index.name}`);
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn, ...indexes] });
  }
}

/** aws-cdk-lib refuses to in a stack without a region, though the one replica is where the stack is. */
function encrypt(table: TableV2, key: IKey): void {
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.sseSpecification = { sseEnabled: true, sseType: 'KMS' };
  resource.addPropertyOverride('Replicas.0.SSESpecification.KMSMasterKeyId', key.keyArn);
}
