import { isIP } from 'node:net';
import { contentSecurityPolicy, PAGE_HEADERS } from '../../contract/page-policy';

export const CONTENT_SECURITY_POLICY = contentSecurityPolicy();

/** Set on every answer, whatever it is. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  ...PAGE_HEADERS,
};

/**
 * Why a request is not answered; undefined when it is. Another site can make its own name lead to this address (DNS
 * rebinding), and can make a reader's browser send a request here: the first shows in Host, the second in Origin.
 */
export function refusal(method: string, headers: Headers): string | undefined {
  const host = headers.get('host') ?? '';
  if (!isLoopback(host)) return 'The dashboard answers to localhost and loopback addresses alone.';
  const isRead = method === 'GET' || method === 'HEAD';
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (
    !isRead &&
    ((origin !== null && origin !== `http://${host}`) || (site !== null && site !== 'same-origin' && site !== 'none'))
  )
    return 'Another site may not change anything here.';
  return undefined;
}

/** Whether a Host header (RFC 9110 section 7.2) names this machine and no other. */
export function isLoopback(host: string): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host)?.[1]?.toLowerCase() ?? '';
  return name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
}
