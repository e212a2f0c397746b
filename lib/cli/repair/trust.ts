import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseFingerprint } from '../../config/fingerprint';
import { isFault } from '../../config/leaf';
import type { ServedKey } from '../../core/repair';
import type { Proposal } from '../../monitor/zones/repair';
import { UserError } from '../errors';
import type { CliIo } from '../io';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';

const NOTHING = 'Nothing was changed.';

/**
 * Makes sure that a person has compared each key that nobody vouches for with the one on its server: by `--trust`, or by
 * a question in the terminal.
 * @param trusted fingerprints of keys or of their certificates
 * @param asks whether there is somebody to ask
 * @throws UserError when a key is not trusted, or a fingerprint is not the one of a key that would be published
 */
export async function requireTrust(
  { domain, mends }: Pick<Proposal, 'domain' | 'mends'>,
  trusted: readonly string[],
  asks: boolean,
  io: CliIo,
  signal: AbortSignal,
): Promise<void> {
  const keys = mends.flatMap((mend) => mend.keys ?? []);
  if (keys.length === 0) return;
  const stray = trusted.find((fingerprint) => !keys.some((key) => isOf(fingerprint, key)));
  if (stray !== undefined)
    throw new UserError(
      `${NOTHING} No key that would be published has the fingerprint ${stray}. ${keys.map(seen).join(' ')} If the server has a different key, there may be an on-path attacker between this machine and the server.`,
    );
  const open = keys.filter((key) => key.vouchedBy === undefined && !trusted.some((one) => isOf(one, key)));
  const [first] = open;
  if (first === undefined) return;
  if (!asks)
    throw new UserError(
      `${NOTHING} ${open.map((key) => `Nobody vouches for the key on ${safe(key.host)}. ${seen(key)}`).join(' ')} Compare it on the mail server: ${KEY_COMMAND}\nIf it is the same: mta-sts-watch repair ${safe(domain)} --apply ${open.map(({ spkiSha256 }) => `--trust ${spkiSha256}`).join(' ')}`,
    );
  for (const key of open) await ask(key, io, signal);
}

const isOf = (fingerprint: string, { spkiSha256, certificateSha256 }: ServedKey): boolean =>
  fingerprint === spkiSha256 || fingerprint === certificateSha256;

const seen = ({ host, addresses, spkiSha256, certificateSha256 }: ServedKey): string =>
  `${safe(host)}${addresses.length === 0 ? '' : ` (${addresses.map(safe).join(', ')})`} serves the key ${spkiSha256}, in the certificate ${certificateSha256} (SHA-256).`;

const KEY_COMMAND =
  'openssl x509 -in CERTIFICATE.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256';
const CERTIFICATE_COMMAND = 'openssl x509 -in CERTIFICATE.pem -noout -fingerprint -sha256';

/** What is known of a key, and how to compare it. */
function question(key: ServedKey, { stdout }: CliIo): string {
  const { host, addresses, spkiSha256, certificateSha256 } = key;
  return [
    block(
      `Nobody vouches for the key on ${safe(host)} (${addresses.map(safe).join(', ')}): no certificate that is valid for this name was served with it, and the zone does not list it yet. An on-path attacker could have put in a key of their own.`,
      0,
      stdout,
    ),
    `  Key (SHA-256 of its SubjectPublicKeyInfo, as in the TLSA record):\n    ${spkiSha256}\n  Certificate (SHA-256):\n    ${certificateSha256}`,
    `Print the fingerprint of the key, or of the certificate, on the mail server:\n    ${KEY_COMMAND}\n    ${CERTIFICATE_COMMAND}`,
  ].join('\n\n');
}

async function ask(key: ServedKey, io: CliIo, signal: AbortSignal): Promise<void> {
  io.stdout.write(`${question(key, io)}\n\nIf it is the same, type yes, or paste the fingerprint from the server: `);
  const answer = await readAnswer(io, signal);
  const pasted = parseFingerprint(answer);
  if (/^yes$/i.test(answer) || (!isFault(pasted) && isOf(pasted.value, key))) return;
  throw new UserError(
    isFault(pasted)
      ? `${NOTHING} The key on ${safe(key.host)} was not confirmed.`
      : `${NOTHING} This is not the fingerprint of the key that ${safe(key.host)} serves. There may be an on-path attacker between this machine and the server.`,
  );
}

/** One line; what ends without one is no answer. */
async function readAnswer({ stdin }: CliIo, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: stdin });
  try {
    const line = once(lines, 'line', { signal }) as Promise<[string]>;
    const closed = once(lines, 'close', { signal }).then((): [string] => ['']);
    return (await Promise.race([line, closed]))[0].trim();
  } finally {
    lines.close();
  }
}
