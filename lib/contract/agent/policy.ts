/** What an agent's credentials must allow, and all that they need to: docs/agent.md shows it, and the construct makes it. */
export const agentStatements = ({
  jobQueueArn,
  resultQueueArn,
  stackArn,
}: {
  readonly jobQueueArn: string;
  readonly resultQueueArn: string;
  readonly stackArn: string;
}) =>
  [
    {
      Sid: 'TakeJobs',
      Effect: 'Allow',
      Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
      Resource: jobQueueArn,
    },
    { Sid: 'SendWhatWasSeen', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: resultQueueArn },
    { Sid: 'FindTheQueues', Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: stackArn },
  ] as const;
