import { present } from '../../../lib/core/model';
import { proposeRepair } from '../../../lib/monitor/zones/repair';
import { domainObservation, mxHostObservation, NOW } from '../../support/observations';
import { DeclaredAccount } from './account';

test('a zone with thousands of MX records has a few hosts checked at a time, each once', async () => {
  const hosts = Array.from({ length: 200 }, (_, n) => ({ exchange: `mx${n}.example.com`, preference: n }));
  const checked: string[] = [];
  let [running, most] = [0, 0];
  const makeObserver = () => ({
    observeDomain: async () => domainObservation({ mx: present({ records: hosts, cnameChain: [], ttl: 60 }) }),
    observeMxHost: async (host: string) => {
      checked.push(host);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running -= 1;
      return mxHostObservation({ host });
    },
    observeNameServers: async () => present({ cnameChain: [], ttl: 60, servers: ['ns.example'] }),
    close: () => undefined,
  });
  const accounts = [new DeclaredAccount('own account', [{ id: 'Z1', name: 'example.com', mail: ['example.com'] }])];
  await proposeRepair(
    'example.com',
    { needsNewId: false, reportsTo: [] },
    { accounts, makeObserver, clock: { now: () => NOW } },
  );
  expect(checked).toEqual(hosts.map(({ exchange }) => exchange));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(16);
});
