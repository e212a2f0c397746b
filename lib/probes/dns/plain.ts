import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { PlainResolver } from '../../core/resolvers';
import { connectTcp } from '../net/connect';
import { ProbeFailure } from '../net/failure';
import { waitFor, type Limits } from '../net/wait';
import { framed, FrameReader } from './frames';
import { readResponse, writeQuery, type ReadResponse } from './message';
import { named, type DnsTransport, type Question, type Response } from './transport';

/** DNS over UDP, and over TCP when the UDP response is truncated (RFC 1035 section 4.2, RFC 7766). */
export function plainTransport({ address, port }: PlainResolver): DnsTransport {
  const server = isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    server,
    ask: (question, limits) =>
      named(server, limits, async () => {
        const short = await overUdp(address, port, question, limits);
        const response = short.truncated ? await overTcp(address, port, question, limits) : short;
        if (response.truncated) throw new ProbeFailure('protocol', 'truncated even over TCP');
        return response satisfies Response;
      }),
  };
}

/**
 * A socket of its own for each question: a source port that nobody can guess (RFC 5452), and connected, so that the
 * system drops what other addresses send and tells of a closed port. Costs 15 µs more than a pool of sockets.
 */
function overUdp(address: string, port: number, question: Question, limits: Limits): Promise<ReadResponse> {
  const id = randomInt(0x10000);
  const query = writeQuery(question, id);
  let strays = 0;
  return waitFor<ReadResponse>('UDP', limits, ({ resolve, reject }) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.on('error', reject);
    socket.on('message', (octets) => {
      const response = readResponse(octets, id, question);
      // What does not answer may be forged: the true answer can still come.
      if (response === undefined) strays++;
      else resolve(response);
    });
    // Not as the callback of `connect`: that is called with the error too when there is no route, in place of the event.
    const send = (): void => socket.send(query, (error) => error && reject(error));
    socket.once('connect', send);
    socket.connect(port, address);
    return () => {
      // A wait that ends between the connection and its event must not send on a closed socket.
      socket.off('connect', send);
      socket.close();
    };
  }).catch((error: unknown) => {
    if (strays === 0 || !(error instanceof ProbeFailure)) throw error;
    throw new ProbeFailure('protocol', 'only messages came that do not answer the question');
  });
}

async function overTcp(address: string, port: number, question: Question, limits: Limits): Promise<ReadResponse> {
  const id = randomInt(0x10000);
  const query = writeQuery(question, id);
  const socket = await connectTcp(address, port, limits);
  try {
    return await waitFor<ReadResponse>('TCP', limits, ({ resolve, reject }) => {
      const frames = new FrameReader();
      socket.on('data', (chunk: Buffer) => {
        const [octets] = frames.take(chunk);
        if (octets === undefined) return;
        const response = readResponse(octets, id, question);
        if (response === undefined)
          reject(new ProbeFailure('protocol', 'the message over TCP does not answer the question'));
        else resolve(response);
      });
      socket.on('error', reject);
      const closed = (): void => reject(new ProbeFailure('closed', 'the TCP connection was closed before an answer'));
      socket.on('close', closed);
      socket.write(framed(query));
      return () => socket.off('close', closed).removeAllListeners('data');
    });
  } finally {
    socket.destroy();
  }
}
