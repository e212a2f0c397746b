import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HttpAnswer } from '../../core/model';
import { waitFor, type Limits } from '../net/wait';
import { readBody } from './body';

/** Octets of all headers together. */
const LONGEST_HEADERS = 0x4000;

export interface PolicyRequest {
  readonly host: string;
  readonly path: string;
  readonly userAgent: string;
}

/**
 * One GET over a TLS session, which is closed afterwards. Any status is an answer; a redirect is never followed
 * (RFC 8461 section 3.3).
 *
 * @throws ProbeFailure, or the error of the connection or of the HTTP parser
 */
export async function requestPolicy(socket: TLSSocket, request: PolicyRequest, limits: Limits): Promise<HttpAnswer> {
  const response = await sendRequest(socket, request, limits);
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

function sendRequest(socket: TLSSocket, { host, path, userAgent }: PolicyRequest, limits: Limits): Promise<IncomingMessage> {
  return waitFor<IncomingMessage>('response', limits, ({ resolve, reject }) => {
    const sent = httpRequest({
      createConnection: () => socket,
      host,
      path,
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
