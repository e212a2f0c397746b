import { Duration } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import type { Storage } from '../storage';

export interface QueryApiProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
}

/** The query API (docs/query.md) behind a function URL that takes requests signed for IAM alone. It can write nothing. */
export class QueryApi extends Construct {
  readonly handler: HandlerFunction;
  readonly url: FunctionUrl;

  constructor(scope: Construct, id: string, props: QueryApiProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'query',
      description: 'Answers the query API',
      timeout: Duration.seconds(30),
      // A directory of tens of thousands of domains is read and sorted at a cold start: that is a matter of CPU.
      memorySize: 1024,
      environment: { [ENVIRONMENT.table]: props.storage.table.tableName },
    });
    props.storage.grantRead(this.handler.role);
    this.url = this.handler.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  }

  /** Asking the API. */
  grantQuery(grantee: IGrantable): Grant {
    return this.url.grantInvokeUrl(grantee);
  }
}
