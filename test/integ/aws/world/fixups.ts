import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

/**
 * What MiniStack does not do. Each fix-up first proves that it is still needed: when one fails with "is not needed any
 * more", take it out. What else it does not emulate (alarms, IAM, e-mail, bounded stream retries) is held by the
 * assertions on the template.
 */
const UNKNOWN_TYPES = {
  'AWS::EC2::EIP': { Domain: 'vpc' },
  'AWS::EC2::NatGateway': { SubnetId: 'subnet-1' },
  'AWS::EC2::FlowLog': { ResourceId: 'vpc-1', ResourceType: 'VPC' },
} as const;

interface Template {
  readonly Resources: Record<string, { readonly Type: string; DependsOn?: string | string[] }>;
  readonly Outputs: Record<string, unknown>;
}

/** CloudFormation refuses the way out of the VPC; functions on loopback need none. */
export async function dropUnknownResources(
  assembly: string,
  stack: string,
  client: CloudFormationClient,
): Promise<void> {
  for (const [type, properties] of Object.entries(UNKNOWN_TYPES)) {
    const refusal = await client
      .send(
        new CreateStackCommand({
          StackName: 'Probe',
          TemplateBody: JSON.stringify({ Resources: { Probe: { Type: type, Properties: properties } } }),
        }),
      )
      .then(() => 'accepted', String);
    if (!refusal.includes('Unrecognized resource types'))
      throw new Error(`Dropping ${type} is not needed any more: ${refusal}`);
  }
  const file = join(assembly, `${stack}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const isUnknown = ({ Type }: { Type: string }) => Type in UNKNOWN_TYPES;
  const gone = new Set(
    Object.entries(template.Resources)
      .filter(([, resource]) => isUnknown(resource))
      .map(([id]) => id),
  );
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (gone.has(id) || (resource.Type === 'AWS::EC2::Route' && mentions(resource, gone))) {
      gone.add(id);
      delete template.Resources[id];
    }
  }
  for (const resource of Object.values(template.Resources)) {
    if (resource.DependsOn !== undefined)
      resource.DependsOn = [resource.DependsOn].flat().filter((id) => !gone.has(id));
  }
  for (const [id, output] of Object.entries(template.Outputs)) if (mentions(output, gone)) delete template.Outputs[id];
  writeFileSync(file, JSON.stringify(template));
  rename(assembly, stack, file);
}

const mentions = (value: unknown, ids: ReadonlySet<string>): boolean =>
  typeof value === 'string'
    ? ids.has(value)
    : typeof value === 'object' && value !== null && Object.values(value).some((inner) => mentions(inner, ids));

/** The template is published under its hash: another content wants another hash. */
function rename(assembly: string, stack: string, file: string): void {
  const manifest = join(assembly, 'manifest.json');
  const before = /\/([0-9a-f]{64})\.json/.exec(readFileSync(manifest, 'utf8'))?.[1];
  if (before === undefined) throw new Error(`${manifest} names no template.`);
  const after = createHash('sha256').update(readFileSync(file)).digest('hex');
  for (const name of [manifest, join(assembly, `${stack}.assets.json`)])
    writeFileSync(name, readFileSync(name, 'utf8').replaceAll(before, after));
}

/** Moves dead letters back where they came from, as `aws sqs start-message-move-task` does. @returns how many */
export async function redrive(
  client: SQSClient,
  from: { readonly url: string; readonly arn: string },
  to: string,
): Promise<number> {
  const refusal = await client
    .send(new StartMessageMoveTaskCommand({ SourceArn: from.arn }))
    .then(() => 'accepted', String);
  if (refusal === 'accepted')
    throw new Error('Moving messages by hand is not needed any more: StartMessageMoveTask works.');
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: from.url, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return moved;
    for (const { Body, ReceiptHandle } of Messages) {
      await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
      await client.send(new DeleteMessageCommand({ QueueUrl: from.url, ReceiptHandle }));
      moved += 1;
    }
  }
}
