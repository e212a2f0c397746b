import { generateKeyPair, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** The key kinds of the sandbox: two good ones and one that is too short for today. */
export type KeyKind = 'ec' | 'rsa' | 'rsa-1024';

export interface KeyPair {
  readonly kind: KeyKind;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A new key pair: P-256, RSA 2048 or RSA 1024. */
export async function newKey(kind: KeyKind): Promise<KeyPair> {
  const pair =
    kind === 'ec'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 });
  return { kind, ...pair };
}

/** The private key as PKCS#8 PEM. */
export const keyPem = (pair: KeyPair): string => pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** The pair of a PKCS#8 PEM that `keyPem` wrote. */
export function readKey(kind: KeyKind, pem: string): KeyPair {
  const privateKey = createPrivateKey(pem);
  return { kind, privateKey, publicKey: createPublicKey(privateKey) };
}
