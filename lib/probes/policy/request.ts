import { request, type IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HttpAnswer } from '../../core/model';
import { waitFor, type Limits } from '../net/wait';
import { readBody } from './body';

/** RFC 8461 section 3.2. */
export const POLICY_PATH = '/.well-known/mta-sts.txt';

/** Octets of all headers together. */
const LONGEST_HEADERS = 0x4000;

/**
 * One GET over a TLS session, which is closed afterwards. Any status is an answer; a redirect is never followed
 * (RFC 8461 section 3.3).
 *
 * @throws ProbeFailure, or the error of the connection or of the HTTP parser
 */
export async function requestPolicy(socket: TLSSocket, host: string, userAgent: string, limits: Limits): Promise<HttpAnswer> {
  const response = await sendRequest(socket, host, userAgent, limits);
  const { octets, truncated } = await readBody(response, limits);
  const { 'content-type': contentType, 'content-encoding': contentEncoding, location } = response.headers;
  return {
    status: response.statusCode ?? 0,
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(location !== undefined && { location }),
    body: octets.toString('utf8'),
    bodyBytes: octets.length,
    truncated,
  };
}

function sendRequest(socket: TLSSocket, host: string, userAgent: string, limits: Limits): Promise<IncomingMessage> {
  return waitFor<IncomingMessage>('response', limits, ({ resolve, reject }) => {
    const sent = request({
      createConnection: () => socket,
      host,
      path: POLICY_PATH,
      setHost: false,
      headers: { Host: host, 'User-Agent': userAgent, Accept: 'text/plain', 'Accept-Encoding': 'identity', Connection: 'close' },
      maxHeaderSize: LONGEST_HEADERS,
    });
    // It stays: errors of the body come here too.
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.end();
    return () => undefined;
  });
}
