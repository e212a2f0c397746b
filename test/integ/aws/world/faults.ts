import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A call of a function to AWS. */
export interface Call {
  /** Such as `DynamoDB.UpdateItem`, `SNS.Publish`, `STS.AssumeRole` or `Route53.GET hostedzone`. */
  readonly action: string;
  readonly body: string;
}

/** What AWS does wrong: answers with an error, or not at all until the connection ends. */
export type Fault = { readonly status: number; readonly type: string; readonly body: string } | 'silence';

export interface Faults {
  /** Where functions find AWS. */
  readonly endpoint: string;
  /** From now on each call that this names a fault for fails so. @returns what ends it, and tells how often it struck */
  inject(fault: (call: Call) => Fault | undefined): {
    end(): number;
    readonly struck: number;
    untilStruck(): Promise<void>;
  };
  close(): Promise<void>;
}

/** Stands between the functions and the emulator, so that AWS can fail as AWS fails. */
export async function startFaults(target: () => string): Promise<Faults> {
  let active: ((call: Call) => Fault | undefined) | undefined;
  let struck = 0;
  let tell: () => void = () => undefined;
  const agent = new Agent({ keepAlive: true });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const fault = active?.({ action: actionOf(incoming, body), body: body.toString('utf8') });
    if (fault !== undefined) {
      struck += 1;
      tell();
      if (fault !== 'silence') response.writeHead(fault.status, { 'content-type': fault.type }).end(fault.body);
      return;
    }
    const forwarded = request(
      `${target()}${incoming.url ?? '/'}`,
      { method: incoming.method, headers: incoming.headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  }

  const server = createServer((incoming, response) => void serve(incoming, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inject(fault) {
      active = fault;
      struck = 0;
      const first = new Promise<void>((resolve) => (tell = resolve));
      return {
        end: () => {
          active = undefined;
          return struck;
        },
        get struck() {
          return struck;
        },
        untilStruck: () => first,
      };
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The JSON protocols name their action in a header, the query protocol of SNS and STS in the form; Route 53 has paths. */
function actionOf({ headers, method, url = '' }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return `${(target.split('_')[0] ?? '').replace('DynamoDBStreams', 'Streams')}.${target.split('.').at(-1) ?? ''}`;
  const path = /^\/2013-04-01\/([^?]*)/.exec(url)?.[1];
  if (path !== undefined) return `Route53.${method} ${path}`;
  const action = new URLSearchParams(body.toString('utf8')).get('Action');
  return action === null ? '' : `${action.startsWith('AssumeRole') ? 'STS' : 'SNS'}.${action}`;
}

const json = (name: string, message: string): Fault => ({
  status: 400,
  type: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }),
});

/** As DynamoDB answers a table that is written to too fast. */
export const THROTTLED = json(
  'ProvisionedThroughputExceededException',
  'The level of configured provisioned throughput for the table was exceeded.',
);
/** As DynamoDB answers who lacks a permission: trying again at once does not help. */
export const DENIED = json('AccessDeniedException', 'User is not authorized to perform this action.');
/** As SNS answers when it is ill. */
export const UNAVAILABLE: Fault = {
  status: 500,
  type: 'text/xml',
  body: '<ErrorResponse><Error><Type>Receiver</Type><Code>InternalError</Code><Message>We encountered an internal error</Message></Error></ErrorResponse>',
};

const xml = (status: number, code: string, message: string): Fault => ({
  status,
  type: 'text/xml',
  body: `<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});
/** As Route 53 answers who asks more than five times a second. */
export const ROUTE53_THROTTLED = xml(400, 'Throttling', 'Rate exceeded');
/** As Route 53 and STS answer who lacks a permission. */
export const ROUTE53_DENIED = xml(
  403,
  'AccessDenied',
  'User: arn:aws:iam::000000000000:user/test is not authorized to perform this action',
);
/** As Route 53 answers a change made from records that somebody else has changed. */
export const ROUTE53_OVERTAKEN = xml(
  400,
  'InvalidChangeBatch',
  "Tried to delete resource record set [name='x', type='TXT'] but the values provided do not match the current values",
);
