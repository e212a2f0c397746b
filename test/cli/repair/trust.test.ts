import { Readable } from 'node:stream';
import { UserError } from '../../../lib/cli/errors';
import type { CliIo } from '../../../lib/cli/io';
import { requireTrust } from '../../../lib/cli/repair/trust';
import type { ServedKey } from '../../../lib/core/repair';

const KEY = 'ab'.repeat(32);
const CERTIFICATE = 'cd'.repeat(32);
const OTHER = 'ef'.repeat(32);
const COLONS = KEY.toUpperCase().match(/../g)?.join(':') ?? '';
const key: ServedKey = {
  host: 'mx.example.com',
  addresses: ['192.0.2.25'],
  certificateSha256: CERTIFICATE,
  spkiSha256: KEY,
};
const name = '_25._tcp.mx.example.com';

/** @param typed what the person at the terminal types; undefined when there is none */
async function trust(keys: readonly ServedKey[], trusted: readonly string[], typed?: string) {
  let shown = '';
  const stdout = { write: (text: string) => void (shown += text) };
  const io: CliIo = {
    stdout,
    stderr: stdout,
    stdin: Readable.from([typed ?? '']),
    env: {},
    setExitCode: () => undefined,
    endRequested: () => new AbortController().signal,
  };
  const after = { name, type: 'TLSA', ttl: 60, values: [`3 1 1 ${KEY}`] };
  const mends = [{ kinds: ['mx-host-tlsa-mismatch'] as const, change: { after }, keys }];
  const outcome = await requireTrust(
    { domain: 'example.com', mends },
    trusted,
    typed !== undefined,
    io,
    new AbortController().signal,
  ).then(
    () => 'goes on' as const,
    (error: unknown) => {
      if (error instanceof UserError) return error.message;
      throw error;
    },
  );
  return { outcome, shown };
}

describe('without a terminal', () => {
  test('the error names the option, the fingerprints that were seen, and how to compare them', async () => {
    const { outcome } = await trust([key], []);
    expect(outcome).toMatch(/^Nothing was changed\. Nobody vouches for the key on mx\.example\.com\./);
    expect(outcome).toContain(`mx.example.com (192.0.2.25) serves the key ${KEY}, in the certificate ${CERTIFICATE}`);
    expect(outcome).toContain('openssl pkey -pubin -outform DER | openssl dgst -sha256');
    expect(outcome).toContain(`mta-sts-watch repair example.com --apply --trust ${KEY}`);
  });

  test.each([
    ['the key', KEY],
    ['the certificate', CERTIFICATE],
  ])('the fingerprint of %s is enough', async (_, fingerprint) => {
    expect(await trust([key], [fingerprint])).toEqual({ outcome: 'goes on', shown: '' });
  });

  test.each<[string, ServedKey]>([
    ['nobody vouches for the key', key],
    ['a certificate vouches for the key', { ...key, vouchedBy: 'certificate' }],
  ])('another fingerprint than that of the key ends it, when %s', async (_, served) => {
    const { outcome } = await trust([served], [OTHER]);
    expect(outcome).toContain(
      `Nothing was changed. No key that would be published has the fingerprint ${OTHER}. mx.example.com (192.0.2.25) serves the key ${KEY}`,
    );
  });

  test('each key needs its own', async () => {
    const second = { ...key, host: 'mx2.example.com', spkiSha256: OTHER };
    expect((await trust([key, second], [KEY])).outcome).toContain('Nobody vouches for the key on mx2.example.com.');
    expect((await trust([key, second], [KEY, OTHER])).outcome).toBe('goes on');
  });
});

describe('in a terminal', () => {
  test.each([
    ['yes', 'yes\n'],
    ['the fingerprint of the key, as openssl prints it', `SHA2-256(stdin)= ${KEY}\n`],
    ['the fingerprint of the key with colons', `${COLONS}\n`],
    ['the fingerprint of the certificate', `sha256 Fingerprint=${CERTIFICATE}\n`],
  ])('%s is an answer', async (_, typed) => {
    const { outcome, shown } = await trust([key], [], typed);
    expect(outcome).toBe('goes on');
    for (const part of [KEY, CERTIFICATE, 'openssl x509', 'type yes']) expect(shown).toContain(part);
  });

  test.each([
    ['no', 'no\n', 'The key on mx.example.com was not confirmed.'],
    ['nothing', '\n', 'was not confirmed.'],
    ['the end of the input', '', 'was not confirmed.'],
    ['another fingerprint', `${OTHER}\n`, 'This is not the fingerprint of the key that mx.example.com serves'],
  ])('%s is none', async (_, typed, said) => {
    const { outcome } = await trust([key], [], typed);
    expect(outcome).toMatch(/^Nothing was changed\. /);
    expect(outcome).toContain(said);
  });
});

test.each<[string, readonly ServedKey[]]>([
  ['a valid certificate vouches for', [{ ...key, vouchedBy: 'certificate' }]],
  ['the zone lists', [{ ...key, vouchedBy: 'zone' }]],
  ['no TLSA record stands for', []],
])('a key that %s asks nobody', async (_, keys) => {
  expect(await trust(keys, [])).toEqual({ outcome: 'goes on', shown: '' });
});
