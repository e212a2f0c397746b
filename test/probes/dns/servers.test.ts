import { getServers, setServers } from 'node:dns';
import { systemServers } from '../../../lib/probes/dns/servers';

test("the system's resolvers, with and without a port", () => {
  const before = getServers();
  setServers(['192.0.2.1', '192.0.2.2:5353', '2001:db8::1', '[2001:db8::2]:5353']);
  try {
    expect(systemServers()).toEqual([
      { address: '192.0.2.1', port: 53 },
      { address: '192.0.2.2', port: 5353 },
      { address: '2001:db8::1', port: 53 },
      { address: '2001:db8::2', port: 5353 },
    ]);
  } finally {
    setServers(before);
  }
});
