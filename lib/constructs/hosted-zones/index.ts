import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
import type { HandlerSettings } from '../../contract/settings';
import { acknowledge } from '../acknowledge';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import { RecurringInvocation } from '../recurring-invocation';
import type { Storage } from '../storage';
import type { DeadLetterQueue } from '../work-queue';

export interface HostedZonesProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly zones: NonNullable<HandlerSettings['route53']>;
  readonly deadLetters: DeadLetterQueue;
}

/** Finds the domains of Route 53's hosted zones; it reads, and nothing else unless `repair` names what it may mend there. */
export class HostedZones extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: HostedZonesProps) {
    super(scope, id);
    const { zones } = props;
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'zones',
      description: 'Finds the mail domains of hosted zones in Route 53',
      // Four calls a second: 3,500 zones of an account, with time to write down what was found.
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment: { [ENVIRONMENT.table]: props.storage.table.tableName },
    });
    props.storage.grantReadWrite(this.handler.role);
    if (zones.ownAccount) this.grantReadZones();
    if (zones.ownAccount && zones.repair.length > 0) this.grantRepair();
    if (zones.accounts.length > 0)
      this.handler.role.addToPolicy(
        new PolicyStatement({ actions: ['sts:AssumeRole'], resources: zones.accounts.map(({ roleArn }) => roleArn) }),
      );
    // The next time is soon enough, and reads all of it again.
    this.handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(15) });
    new RecurringInvocation(this, 'Recurring', {
      handler: this.handler,
      every: Duration.millis(zones.every),
      description: 'Reads the hosted zones',
      deadLetters: props.deadLetters,
    });
  }

  private grantReadZones(): void {
    const { role } = this.handler;
    const everyZone = `arn:${Stack.of(this).partition}:route53:::hostedzone/*`;
    role.addToPolicy(new PolicyStatement({ actions: ['route53:ListHostedZones'], resources: ['*'] }));
    role.addToPolicy(new PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [everyZone] }));
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'Listing hosted zones has no resource to name.');
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:route53:::hostedzone/*]',
      'Domains are found in whatever zones there are, those that are added later among them; the permission reads.',
    );
  }

  /** To change the TXT records of MTA-STS and of TLSRPT, and to see that it was done. */
  private grantRepair(): void {
    const { role } = this.handler;
    const { partition } = Stack.of(this);
    const everyZone = `arn:${partition}:route53:::hostedzone/*`;
    const everyChange = `arn:${partition}:route53:::change/*`;
    role.addToPolicy(new PolicyStatement({ actions: ['route53:ListHostedZonesByName'], resources: ['*'] }));
    role.addToPolicy(new PolicyStatement({ actions: ['route53:GetHostedZone'], resources: [everyZone] }));
    role.addToPolicy(new PolicyStatement({ actions: ['route53:GetChange'], resources: [everyChange] }));
    role.addToPolicy(
      new PolicyStatement({
        actions: ['route53:ChangeResourceRecordSets'],
        resources: [everyZone],
        conditions: {
          'ForAllValues:StringLike': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_mta-sts.*', '_smtp._tls.*'],
          },
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
            'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
          },
        },
      }),
    );
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:route53:::change/*]',
      'The id of a change is known when it is made.',
    );
  }
}
