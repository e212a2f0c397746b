import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request, as Route 53 sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** When it came, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** A status with the XML of the body. */
export type Answer = readonly [status: number, xml: string];

export interface Route53Server {
  readonly endpoint: string;
  /** All requests so far, in order. */
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** An HTTP server that answers as Route 53 does, by what the test gives. */
export async function route53Server(answer: (asked: Asked, nth: number) => Answer): Promise<Route53Server> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://route53.example');
      const one: Asked = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: Buffer.concat(pieces).toString(),
        at: performance.now(),
      };
      asked.push(one);
      const [status, xml] = answer(one, asked.length);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(`<?xml version="1.0"?>\n${xml}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const NAMESPACE = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

/** A whole answer. @param inner its XML, which the test writes as the API reference shows it */
export const answer = (name: string, inner: string): Answer => [200, `<${name} ${NAMESPACE}>${inner}</${name}>`];

/** An error in the form of all operations but that of a refused batch. */
export const refusal = (status: number, code: string, message: string): Answer => [
  status,
  `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
];

export const zoneXml = (id: string, name: string, isPrivate = false): string =>
  `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><CallerReference>c-${id}</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>`;
