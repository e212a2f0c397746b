import type { DomainEntry, ZoneView } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { all, NOON } from '../fixtures';

export function directoryContract(bench: Bench): void {
  describe('the directory', () => {
    const entry = (name: string): DomainEntry => ({ name, source: 'config', addedAt: NOON });

    test('a domain is added once', async () => {
      expect(await Promise.all([1, 2, 3].map(() => bench.store.addDomain(entry('a.example'))))).toEqual(
        expect.arrayContaining([true, false, false]),
      );
      expect(await bench.store.addDomain({ ...entry('a.example'), source: 'route53' })).toBe(false);
      expect(await bench.store.domain('a.example')).toEqual(entry('a.example'));
      expect(await bench.store.domain('b.example')).toBeUndefined();
    });

    test('an entry with a verdict comes back whole', async () => {
      const full: DomainEntry = {
        ...entry('a.example'),
        verdict: 'testing',
        verdictSince: NOON,
        reasons: ['The policy is in testing mode.'],
      };
      await bench.store.addDomain(full);
      expect(await bench.store.domain('a.example')).toEqual(full);
    });

    test('a domain is removed once, and its MX hosts with it', async () => {
      await bench.store.addDomain(entry('a.example'));
      await bench.store.setMxHosts('a.example', [{ host: 'mx', preference: 1 }]);
      expect(await bench.store.removeDomain('a.example')).toBe(true);
      expect(await bench.store.removeDomain('a.example')).toBe(false);
      expect(await bench.store.mxHostsOf('a.example')).toEqual([]);
      expect(await all(bench.store.mxHosts())).toEqual([]);
    });

    test('domains come in the order of their names, and by prefix', async () => {
      const names = ['b.example', 'a.example', 'aa.example', 'a-1.example', 'xn--a.example', '0.example'];
      for (const name of names) await bench.store.addDomain(entry(name));
      expect((await all(bench.store.domains())).map(({ name }) => name)).toEqual([
        '0.example',
        'a-1.example',
        'a.example',
        'aa.example',
        'b.example',
        'xn--a.example',
      ]);
      expect((await bench.store.domainsPage({ prefix: 'a' })).items.map(({ name }) => name)).toEqual([
        'a-1.example',
        'a.example',
        'aa.example',
      ]);
      const first = await bench.store.domainsPage({ prefix: 'a', limit: 2 });
      expect(
        (
          await bench.store.domainsPage({ prefix: 'a', limit: 2, ...(first.cursor && { cursor: first.cursor }) })
        ).items.map(({ name }) => name),
      ).toEqual(['aa.example']);
      expect((await bench.store.domainsPage({ prefix: 'nobody' })).items).toEqual([]);
      for (const prefix of ['A', 'é', 'a'.repeat(5000), '\u{10ffff}', '\ud800', ' ', '~'])
        expect((await bench.store.domainsPage({ prefix })).items).toEqual([]);
    });

    test('a verdict is set only from the one that was expected', async () => {
      await bench.store.addDomain(entry('a.example'));
      const next = (verdict: NonNullable<DomainEntry['verdict']>) => ({
        verdict,
        verdictSince: NOON,
        reasons: [verdict],
      });
      expect(await bench.store.setVerdict('a.example', 'testing', next('protected'))).toBe('lost-race');
      expect(await bench.store.setVerdict('a.example', undefined, next('protected'))).toBe('written');
      expect(await bench.store.setVerdict('a.example', undefined, next('unknown'))).toBe('lost-race');
      expect(await bench.store.setVerdict('a.example', 'protected', next('degraded'))).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({ ...entry('a.example'), ...next('degraded') });
    });

    test('a verdict that is kept under another name for earlier releases is still the one expected', async () => {
      const next = (verdict: NonNullable<DomainEntry['verdict']>) => ({
        verdict,
        verdictSince: NOON,
        reasons: [verdict],
      });
      await bench.store.addDomain({ ...entry('a.example'), ...next('mx-not-checked') });
      expect(await bench.store.setVerdict('a.example', 'unknown', next('protected'))).toBe('lost-race');
      expect(await bench.store.setVerdict('a.example', 'mx-not-checked', next('unknown'))).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({ ...entry('a.example'), ...next('unknown') });
      expect(await bench.store.setVerdict('a.example', 'mx-not-checked', next('protected'))).toBe('lost-race');
      expect(await bench.store.setVerdict('a.example', 'unknown', next('mx-not-checked'))).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({ ...entry('a.example'), ...next('mx-not-checked') });
    });

    test('the source and the zone of a domain are set by themselves, and bring no removed domain back', async () => {
      const zone: ZoneView = {
        zone: 'a.example',
        zoneId: 'Z1',
        account: 'own account',
        readAt: NOON,
        nameServers: ['ns1.example'],
        negativeTtl: 900,
        intended: [
          { name: 'a.example', type: 'MX', ttl: 300, records: ['10 mx.a.example'] },
          { name: '_mta-sts.a.example', type: 'TXT', ttl: 60, records: [], cname: 'x.example' },
        ],
      };
      await bench.store.addDomain({ ...entry('a.example'), zone });
      expect(await bench.store.setSource('a.example', 'route53', 'import')).toBe('lost-race');
      expect(await bench.store.setSource('a.example', 'config', 'import')).toBe('written');
      expect(await bench.store.setZone('a.example', { ...zone, readAt: NOON + 1 })).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({
        ...entry('a.example'),
        source: 'import',
        zone: { ...zone, readAt: NOON + 1 },
      });
      expect(await bench.store.setZone('a.example', undefined)).toBe('written');
      expect(await bench.store.setZone('a.example', undefined)).toBe('written');
      expect(await all(bench.store.domains())).toEqual([{ ...entry('a.example'), source: 'import' }]);
      expect(await bench.store.setZone('b.example', zone)).toBe('lost-race');
      expect(await bench.store.setSource('b.example', 'config', 'import')).toBe('lost-race');
      expect(await bench.store.domain('b.example')).toBeUndefined();
    });

    test('a domain is held once, and no longer when it is released or has another source', async () => {
      expect(await bench.store.hold('a.example', NOON)).toBe('lost-race');
      await bench.store.addDomain(entry('a.example'));
      expect(await bench.store.release('a.example')).toBe('lost-race');
      expect(await bench.store.adoptHeld('a.example', 'import')).toBe('lost-race');
      expect(await bench.store.hold('a.example', NOON)).toBe('written');
      expect(await bench.store.hold('a.example', NOON + 1)).toBe('lost-race');
      expect(await all(bench.store.domains())).toEqual([{ ...entry('a.example'), heldSince: NOON }]);
      expect(await bench.store.release('a.example')).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual(entry('a.example'));
      await bench.store.hold('a.example', NOON);
      expect(await bench.store.adoptHeld('a.example', 'import')).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({ ...entry('a.example'), source: 'import' });
      await bench.store.hold('a.example', NOON);
      expect(await bench.store.setSource('a.example', 'import', 'route53')).toBe('written');
      expect(await bench.store.domain('a.example')).toEqual({ ...entry('a.example'), source: 'route53' });
      expect(await all(bench.store.domains())).toHaveLength(1);
    });

    test('the record of removals is written by its version', async () => {
      expect(await bench.store.removalLedger()).toEqual({ version: 0, alerted: 0, recent: [] });
      const first = { version: 1, alerted: 12, recent: [{ source: 'config', at: NOON, count: 3 }] };
      expect(await bench.store.writeRemovalLedger(first)).toBe('written');
      expect(await bench.store.writeRemovalLedger(first)).toBe('lost-race');
      expect(await bench.store.removalLedger()).toEqual(first);
      const second = { ...first, version: 2, alerted: 0, confirmedUpTo: NOON };
      expect(await bench.store.writeRemovalLedger(second)).toBe('written');
      expect(await (await bench.second()).removalLedger()).toEqual(second);
    });

    test('a verdict does not bring a removed domain back', async () => {
      expect(
        await bench.store.setVerdict('a.example', undefined, { verdict: 'protected', verdictSince: NOON, reasons: [] }),
      ).toBe('lost-race');
      expect(
        await bench.store.setVerdict('a.example', 'testing', { verdict: 'protected', verdictSince: NOON, reasons: [] }),
      ).toBe('lost-race');
      expect(await bench.store.domain('a.example')).toBeUndefined();
    });
  });
}
