import { Arn, ArnFormat, Token } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';

/**
 * A table that was passed in, and its stream: the functions would read one table and hear of another.
 * @throws Error when the stream is another table's, or in another region or account than the table or the stack
 */
export function checkStream(table: ITableV2, stack: Stack): void {
  const { tableStreamArn } = table;
  if (tableStreamArn === undefined || Token.isUnresolved(tableStreamArn)) return;
  const stream = Arn.split(tableStreamArn, ArnFormat.SLASH_RESOURCE_NAME);
  const named = stream.resourceName?.split('/')[0];
  const ofTable = Token.isUnresolved(table.tableArn)
    ? undefined
    : Arn.split(table.tableArn, ArnFormat.SLASH_RESOURCE_NAME);
  const wanted: readonly (readonly [what: string, found: string | undefined, wanted: string | undefined])[] = [
    ['table', named, table.tableName],
    ['region', stream.region, ofTable?.region ?? stack.region],
    ['account', stream.account, ofTable?.account ?? stack.account],
    ['region', stream.region, stack.region],
    ['account', stream.account, stack.account],
  ];
  const wrong = wanted.find(([, is, should]) => should !== undefined && !Token.isUnresolved(should) && is !== should);
  if (wrong !== undefined)
    throw new Error(
      `table (aws.table in the file): the stream ${tableStreamArn} belongs to the ${wrong[0]} ${wrong[1] ?? ''}, but the ${wrong[0]} here is ${wrong[2] ?? ''}. Use the LatestStreamArn that aws dynamodb describe-table --table-name ${Token.isUnresolved(table.tableName) ? 'NAME' : table.tableName} shows.`,
    );
}
