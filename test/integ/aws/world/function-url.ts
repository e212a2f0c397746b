import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { CREDENTIALS } from './emulator';

const SIGNER = new SignatureV4({
  service: 'lambda',
  region: CREDENTIALS.AWS_REGION,
  sha256: Sha256,
  credentials: { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY },
});

/** The URL of a function as the emulator serves it: no name of its own leads to loopback. */
export const emulatedUrl = (functionUrl: string, endpoint: string): string =>
  `${endpoint}/_aws/lambda-url/${new URL(functionUrl).hostname.split('.')[0] ?? ''}`;

/** A GET that is signed as AWS wants it (Signature Version 4). */
export async function signedGet(url: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const { protocol, hostname, port, pathname, searchParams, host } = new URL(url);
  const { headers } = await SIGNER.sign({
    method: 'GET',
    protocol,
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...more },
  });
  return fetch(url, { headers });
}
