import { createHash, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { markRoots } from '../../../lib/probes/tls/marked-roots';
import { Pki } from '../../../lib/sandbox/pki/authority';

const fingerprint = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

test('each root keeps its name and its key, and has another fingerprint', () => {
  const { pems, isMarked } = markRoots(rootCertificates);
  expect(pems).toHaveLength(rootCertificates.length);
  for (const [index, pem] of pems.entries()) {
    const [root, marked] = [rootCertificates[index] ?? '', pem].map((each) => new X509Certificate(each));
    expect(marked?.subject).toBe(root?.subject);
    expect(marked?.publicKey.equals(root?.publicKey as never)).toBe(true);
    expect([isMarked(fingerprint(pem)), isMarked(fingerprint(rootCertificates[index] ?? ''))]).toEqual([true, false]);
  }
});

test('what another authority has issued stays as it is', async () => {
  const pki = await Pki.create();
  const intermediate =
    (await pki.issue({ names: ['mx.example.com'] })).chain.split(/(?<=END CERTIFICATE-----\n)/)[1] ?? '';
  const { pems, isMarked } = markRoots([intermediate]);
  expect(pems).toEqual([intermediate]);
  expect(isMarked(fingerprint(intermediate))).toBe(false);
});
