import fc from 'fast-check';
import type { Bench } from '../contract';
import { all, DAY } from '../fixtures';

const hosts = (...names: readonly string[]) => names.map((host, n) => ({ host, preference: 10 * (n + 1) }));

export function mxHostContract(bench: Bench): void {
  describe('MX hosts', () => {
    test('are known from both sides', async () => {
      const { store } = bench;
      await store.setMxHosts('a.example', hosts('mx1', 'mx2'));
      await store.setMxHosts('b.example', hosts('mx2', 'mx3'));
      expect(await store.mxHostsOf('a.example')).toEqual(hosts('mx1', 'mx2'));
      expect(await all(store.domainsOf('mx2'))).toEqual(['a.example', 'b.example']);
      expect(await all(store.domainsOf('mx2', 'a.example'))).toEqual(['b.example']);
      expect(await all(store.domainsOf('mx2', 'b.example'))).toEqual([]);
      expect((await all(store.mxHosts())).sort()).toEqual(['mx1', 'mx2', 'mx3']);
      expect(await store.mxHostsOf('c.example')).toEqual([]);
      expect(await all(store.domainsOf('mx9'))).toEqual([]);
    });

    test('are replaced in both directions', async () => {
      const { store } = bench;
      await store.setMxHosts('a.example', hosts('mx1', 'mx2'));
      await store.setMxHosts('b.example', hosts('mx2'));
      await store.setMxHosts('a.example', hosts('mx3'));
      expect(await store.mxHostsOf('a.example')).toEqual(hosts('mx3'));
      expect(await all(store.domainsOf('mx1'))).toEqual([]);
      expect(await all(store.domainsOf('mx2'))).toEqual(['b.example']);
      expect((await all(store.mxHosts())).sort()).toEqual(['mx2', 'mx3']);
      await store.setMxHosts('a.example', []);
      await store.setMxHosts('b.example', []);
      expect(await all(store.mxHosts())).toEqual([]);
    });

    test('come in the order of preference, each once under its lowest', async () => {
      await bench.store.setMxHosts('a.example', [
        { host: 'z', preference: 20 },
        { host: 'b', preference: 10 },
        { host: 'a', preference: 10 },
        { host: 'z', preference: 5 },
      ]);
      expect(await bench.store.mxHostsOf('a.example')).toEqual([
        { host: 'z', preference: 5 },
        { host: 'a', preference: 10 },
        { host: 'b', preference: 10 },
      ]);
      await bench.store.setMxHosts('a.example', hosts('a', 'b', 'z'));
      expect(await bench.store.mxHostsOf('a.example')).toEqual(hosts('a', 'b', 'z'));
    });

    test('a host that is named again is back, at once and for good', async () => {
      const { store } = bench;
      for (let round = 0; round < 3; round += 1) {
        await store.setMxHosts('a.example', hosts('mx1'));
        expect(await all(store.mxHosts())).toEqual(['mx1']);
        await store.setMxHosts('a.example', []);
        expect(await all(store.mxHosts())).toEqual([]);
      }
      await store.setMxHosts('a.example', hosts('mx1'));
      bench.now += 40 * DAY;
      await store.sweepExpired(1000);
      expect(await all(store.mxHosts())).toEqual(['mx1']);
    });

    test('a host that no domain names any more is forgotten after 30 days, and may come back', async () => {
      const { store } = bench;
      await store.setMxHosts('a.example', hosts('mx1'));
      await store.setMxHosts('a.example', []);
      bench.now += 31 * DAY;
      expect(await store.sweepExpired(1000)).toMatchObject({ deleted: 1 });
      await store.setMxHosts('a.example', hosts('mx1'));
      expect(await all(store.mxHosts())).toEqual(['mx1']);
    });

    test('a host is not forgotten that a process named while another one saw its last domain leave', async () => {
      const second = await bench.second();
      await second.setMxHosts('a.example', hosts('mx1'));
      await bench.store.setMxHosts('a.example', []);
      // The second process knows the host as listed, and lists it no second time.
      await second.setMxHosts('b.example', hosts('mx1'));
      expect(await all(bench.store.mxHosts())).toEqual(['mx1']);
      bench.now += 40 * DAY;
      await bench.store.sweepExpired(1000);
      expect(await all(bench.store.mxHosts())).toEqual(['mx1']);
    });

    test('a domain with many hosts', async () => {
      const many = hosts(...Array.from({ length: 60 }, (_, n) => `mx${n}`));
      await bench.store.setMxHosts('a.example', many);
      expect(await bench.store.mxHostsOf('a.example')).toEqual(many);
      expect(await all(bench.store.mxHosts())).toHaveLength(60);
    });

    test('whatever is set in whatever order, both sides agree', async () => {
      const names = fc.constantFrom('mx1', 'mx2', 'mx3');
      const change = fc.tuple(fc.constantFrom('a.example', 'b.example', 'c.example'), fc.uniqueArray(names));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
          const expected = new Map<string, string[]>();
          for (const domain of ['a.example', 'b.example', 'c.example']) await bench.store.setMxHosts(domain, []);
          for (const [domain, set] of changes) {
            await bench.store.setMxHosts(domain, hosts(...set));
            expected.set(domain, set);
          }
          expect((await all(bench.store.mxHosts())).sort()).toEqual([...new Set([...expected.values()].flat())].sort());
          for (const host of ['mx1', 'mx2', 'mx3']) {
            expect(await all(bench.store.domainsOf(host))).toEqual(
              [...expected]
                .filter(([, set]) => set.includes(host))
                .map(([domain]) => domain)
                .sort(),
            );
          }
        }),
        { numRuns: 15 },
      );
    });

    test('domains that share a host come and go at the same time, and no host is lost', async () => {
      const { store } = bench;
      const second = await bench.second();
      const domains = Array.from({ length: 12 }, (_, n) => `d${String(n).padStart(2, '0')}.example`);
      for (let round = 0; round < 4; round += 1) {
        const stays = domains.filter((_, n) => (n + round) % 3 === 0);
        await Promise.all(
          domains.map((domain, n) =>
            (n % 2 ? store : second).setMxHosts(domain, stays.includes(domain) ? hosts('shared') : []),
          ),
        );
        expect(await all(store.mxHosts())).toEqual(['shared']);
        expect(await all(store.domainsOf('shared'))).toEqual(stays);
      }
    });
  });
}
