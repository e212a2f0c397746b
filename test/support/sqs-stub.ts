import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Call {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What AWS answers with in place of a success. */
export interface Refusal {
  readonly type: string;
  readonly message: string;
}

/** As much of SQS as an agent speaks with, over its JSON protocol. */
export interface SqsStub {
  readonly endpoint: string;
  readonly calls: readonly Call[];
  /** The bodies of the jobs that wait. */
  readonly jobs: string[];
  refuse(refusal: (call: Call) => Refusal | undefined): void;
  close(): Promise<void>;
}

export async function startSqsStub(): Promise<SqsStub> {
  const calls: Call[] = [];
  const jobs: string[] = [];
  let refuse: (call: Call) => Refusal | undefined = () => undefined;

  // The SDK checks the digests.
  const md5 = (text: unknown): string => createHash('md5').update(String(text)).digest('hex');
  const answer = ({ action, body }: Call): object => {
    const Body = action === 'ReceiveMessage' ? jobs.shift() : undefined;
    if (Body !== undefined)
      return {
        Messages: [{ MessageId: `m${calls.length}`, ReceiptHandle: `r${calls.length}`, Body, MD5OfBody: md5(Body) }],
      };
    return action === 'SendMessage' ? { MessageId: `m${calls.length}`, MD5OfMessageBody: md5(body.MessageBody) } : {};
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call: Call = {
        action: String(request.headers['x-amz-target']).split('.').at(-1) ?? '',
        body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
      };
      calls.push(call);
      const refusal = refuse(call);
      const reply = (status: number, body: object): void =>
        void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      if (refusal !== undefined)
        return reply(400, { __type: `com.amazonaws.sqs#${refusal.type}`, message: refusal.message });
      // A long poll that finds nothing is held open for a moment.
      if (call.action === 'ReceiveMessage' && jobs.length === 0) return void setTimeout(() => reply(200, {}), 50);
      reply(200, answer(call));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    jobs,
    refuse: (wanted) => void (refuse = wanted),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
