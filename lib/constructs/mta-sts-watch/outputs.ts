import { CfnOutput } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { SecretOutput } from '../../config/channels';
import { SECRETS, SECRET_NAMES } from '../../config/channels';
import type { OutputKey } from '../../contract/outputs';
import { OUTPUTS } from '../../contract/outputs';
import type { AgentVantage } from '../agent-vantage';
import type { Alerting } from '../alerting';
import type { SmtpNetwork } from '../network';
import type { QueryApi } from '../query-api';
import type { WorkQueue } from '../work-queue';

interface Parts {
  readonly table: ITableV2;
  readonly dispatchFunction: IFunction;
  readonly alertTopic: ITopic;
  readonly alerting: Alerting;
  readonly mxHostWorker: { readonly queue: WorkQueue };
  readonly agents?: AgentVantage;
  readonly network?: SmtpNetwork;
  readonly queryApi?: QueryApi;
}

/** The outputs of the stack, by which the command line and people find its parts. */
export function writeOutputs(monitor: Construct & Parts): void {
  const output = (key: OutputKey | SecretOutput, value: string, description: string): void =>
    new CfnOutput(monitor, key, { value, description }).overrideLogicalId(key);
  output(OUTPUTS.table, monitor.table.tableName, 'The table: mta-sts-watch --stack reads it');
  output(OUTPUTS.dispatch, monitor.dispatchFunction.functionName, 'Starts a run');
  output(OUTPUTS.alertTopic, monitor.alertTopic.topicArn, 'Alerts about mail; subscribe more to it');
  output(OUTPUTS.mxHostQueue, monitor.mxHostWorker.queue.queue.queueUrl, 'MX hosts to look at');
  if (monitor.agents !== undefined) {
    output(OUTPUTS.resultQueue, monitor.agents.results.queue.queueUrl, 'What agents saw of MX hosts');
    output(
      OUTPUTS.agentPolicy,
      monitor.agents.policy.managedPolicyArn,
      'What an agent may do: attach it to its role or user',
    );
  }
  for (const name of SECRET_NAMES) {
    const secret = monitor.alerting.secrets[name];
    const { output: key, put } = SECRETS[name].secret;
    if (secret !== undefined) output(key, secret.secretArn, `Put ${put} here: aws secretsmanager put-secret-value`);
  }
  if (monitor.queryApi !== undefined)
    output(OUTPUTS.queryUrl, monitor.queryApi.url.url, 'The query API; sign requests for the service lambda');
  if (monitor.network?.address !== undefined)
    output(
      OUTPUTS.vantageAddress,
      monitor.network.address.attrPublicIp,
      'For the support request about port 25, and for the reverse DNS',
    );
}
