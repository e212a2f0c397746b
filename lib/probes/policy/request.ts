import { isUtf8 } from 'node:buffer';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HttpAnswer } from '../../core/model';
import { ProbeFailure } from '../net/failure';
import { waitFor, type Patience } from '../net/wait';
import { readBody, type Body } from './body';

/** Octets of all headers together. */
const LONGEST_HEADERS = 0x4000;

export interface PolicyRequest {
  readonly host: string;
  readonly path: string;
  readonly userAgent: string;
}

/**
 * One GET over a TLS session, which serves nothing else afterwards. Any status is an answer; a redirect is never
 * followed (RFC 8461 section 3.3).
 *
 * @throws ProbeFailure, or the error of the connection or of the HTTP parser
 */
export async function requestPolicy(
  socket: TLSSocket,
  { host, path, userAgent }: PolicyRequest,
  limits: Patience,
): Promise<HttpAnswer> {
  let status = 0;
  let headers: IncomingHttpHeaders = {};
  const { octets, truncated } = await waitFor<Body>('response', limits, (settle) => {
    const request = httpRequest({
      createConnection: () => socket,
      host,
      path,
      setHost: false,
      headers: {
        Host: host,
        'User-Agent': userAgent,
        Accept: 'text/plain',
        'Accept-Encoding': 'identity',
        Connection: 'close',
      },
      maxHeaderSize: LONGEST_HEADERS,
    });
    const closed = (): void => settle.reject(new ProbeFailure('closed', 'the peer closed the connection'));
    // Errors of the body come here too, after the answer has begun.
    request.on('error', settle.reject).on('close', closed);
    request.once('response', (response) => {
      request.off('close', closed);
      status = response.statusCode ?? 0;
      headers = response.headers;
      settle.progress();
      readBody(response, settle);
    });
    request.end();
    return () => undefined;
  });
  const { 'content-type': contentType, 'content-encoding': contentEncoding, location } = headers;
  const server = headers.server?.toString();
  const retryAfter = headers['retry-after'];
  const mitigation = mitigationOf(headers);
  const body = octets.toString('utf8');
  return {
    status,
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(location !== undefined && { location }),
    ...(server !== undefined && { server }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(mitigation !== undefined && { mitigation }),
    body,
    ...(body.includes('\ufffd') && { isUtf8: isUtf8(octets) }),
    bodyBytes: octets.length,
    truncated,
  };
}

/**
 * Headers by which a firewall says that it answered in place of the server: Cloudflare's
 * (https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/) and AWS
 * WAF's (https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html).
 */
const MITIGATIONS = ['cf-mitigated', 'x-amzn-waf-action'] as const;

function mitigationOf(headers: IncomingHttpHeaders): string | undefined {
  const name = MITIGATIONS.find((each) => headers[each] !== undefined);
  return name === undefined ? undefined : `${name}: ${String(headers[name])}`;
}
