import type { Bench } from '../contract';
import { certificate, DAY } from '../fixtures';

export function evidenceContract(bench: Bench): void {
  describe('evidence', () => {
    const body = 'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n';

    test('a policy body is kept under its hash, whatever it holds', async () => {
      const bodies = { a: body, b: '', c: 'x: \u0000\u2028💥\n', d: body.repeat(900) };
      for (const [hash, text] of Object.entries(bodies)) await bench.store.putPolicyBody(hash, text);
      for (const [hash, text] of Object.entries(bodies)) expect(await bench.store.policyBody(hash)).toBe(text);
      expect(await bench.store.policyBody('z')).toBeUndefined();
    });

    test('certificates come back whole, those that are known, each once', async () => {
      const known = ['a', 'b', 'c'].map(certificate);
      await bench.store.putCertificates(known);
      const found = await bench.store.certificates(['c', 'a', 'nobody', 'a']);
      expect(found).toEqual([known[2], known[0]]);
      expect(await bench.store.certificates([])).toEqual([]);
    });

    test('more certificates than one batch takes', async () => {
      const many = Array.from({ length: 140 }, (_, n) => certificate(`c${n}`));
      await bench.store.putCertificates(many);
      expect(await bench.store.certificates(many.map(({ fingerprint }) => fingerprint))).toEqual(many);
    });

    test('evidence that is still seen stays; what is not seen any more goes after two years', async () => {
      await bench.store.putPolicyBody('seen', body);
      await bench.store.putCertificates([certificate('seen'), certificate('gone')]);
      for (let day = 0; day < 800; day += 20) {
        bench.now += 20 * DAY;
        await bench.store.putPolicyBody('seen', body);
        await bench.store.putCertificates([certificate('seen')]);
      }
      expect(await bench.store.policyBody('seen')).toBe(body);
      expect((await bench.store.certificates(['seen', 'gone'])).map(({ fingerprint }) => fingerprint)).toEqual([
        'seen',
      ]);
    });

    test('evidence that another process renewed is not forgotten here', async () => {
      const second = await bench.second();
      await bench.store.putPolicyBody('p', body);
      bench.now += 729 * DAY;
      await second.putPolicyBody('p', body);
      bench.now += 2 * DAY;
      expect(await bench.store.policyBody('p')).toBe(body);
    });
  });
}
