import { getServers, setServers } from 'node:dns';
import { parseServer, systemServers } from '../../../lib/probes/dns/servers';

test.each([
  ['192.0.2.53', '192.0.2.53', 53],
  ['192.0.2.53:5353', '192.0.2.53', 5353],
  ['2001:db8::53', '2001:db8::53', 53],
  ['[2001:db8::53]', '2001:db8::53', 53],
  ['[2001:db8::53]:5353', '2001:db8::53', 5353],
  ['fe80::1%eth0', 'fe80::1%eth0', 53],
])('%s', (text, address, port) => {
  expect(parseServer(text)).toEqual({ address, port });
});

test.each(['', 'dns.example', 'localhost:53', '192.0.2', '192.0.2.53:', '192.0.2.53:0', '192.0.2.53:65536', '[192.0.2.53]:53', '2001:db8::53:70000', '192.0.2.53:53 '])(
  '%j is refused, with what to write instead',
  (text) => {
    expect(() => parseServer(text)).toThrow(RangeError);
    expect(() => parseServer(text)).toThrow(/write 192\.0\.2\.53, .* or \[2001:db8::53\]:53/);
  },
);

test("the system's", () => {
  const before = getServers();
  setServers(['192.0.2.1', '[2001:db8::1]:5353']);
  try {
    expect(systemServers()).toEqual([
      { address: '192.0.2.1', port: 53 },
      { address: '2001:db8::1', port: 5353 },
    ]);
  } finally {
    setServers(before);
  }
});
