import { addressRefusal } from '../../lib/probes/address-guard';

/** First and last address of every block of IANA's IPv4 Special-Purpose Address Registry. */
const IPV4_SPECIAL = [
  ['this network', '0.0.0.0', '0.255.255.255'],
  ['private use', '10.0.0.0', '10.255.255.255'],
  ['shared address space', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ['link local', '169.254.0.0', '169.254.255.255'],
  ['private use', '172.16.0.0', '172.31.255.255'],
  ['IETF protocol assignments', '192.0.0.0', '192.0.0.255'],
  ['documentation', '192.0.2.0', '192.0.2.255'],
  ['AS112', '192.31.196.0', '192.31.196.255'],
  ['AMT', '192.52.193.0', '192.52.193.255'],
  ['6to4 relay anycast', '192.88.99.0', '192.88.99.255'],
  ['private use', '192.168.0.0', '192.168.255.255'],
  ['direct delegation AS112', '192.175.48.0', '192.175.48.255'],
  ['benchmarking', '198.18.0.0', '198.19.255.255'],
  ['documentation', '198.51.100.0', '198.51.100.255'],
  ['documentation', '203.0.113.0', '203.0.113.255'],
  ['multicast', '224.0.0.0', '239.255.255.255'],
  ['reserved', '240.0.0.0', '255.255.255.254'],
  ['limited broadcast', '255.255.255.255', '255.255.255.255'],
] as const;

/** The same of the IPv6 registry, and the address types of RFC 4291 that it leaves out. */
const IPV6_SPECIAL = [
  ['unspecified', '::', '::'],
  ['loopback', '::1', '::1'],
  ['IPv4-compatible', '::0.0.0.2', '::255.255.255.255'],
  ['IPv4-mapped', '::ffff:0.0.0.0', '::ffff:255.255.255.255'],
  ['IPv4-translated', '::ffff:0:0.0.0.0', '::ffff:0:255.255.255.255'],
  ['local-use NAT64', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['discard only', '100::', '100::ffff:ffff:ffff:ffff'],
  ['dummy prefix', '100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff'],
  ['benchmarking', '2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
  ['AMT', '2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['AS112', '2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
  ['ORCHID', '2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['ORCHIDv2', '2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['drone remote id', '2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['IETF protocol assignments', '2001:1::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['direct delegation AS112', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['documentation', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['segment routing', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['unique local', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['link local', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['site local', 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['multicast', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['outside of global unicast', '200::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['outside of global unicast', '4000::', '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const;

describe.each([...IPV4_SPECIAL, ...IPV6_SPECIAL])('%s', (_, first, last) => {
  test(`${first} to ${last} is refused`, () => {
    expect([addressRefusal(first), addressRefusal(last)]).toEqual([
      { reason: expect.any(String) as string },
      { reason: expect.any(String) as string },
    ]);
  });
});

test.each([
  '1.0.0.0',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2000::1',
  '2001:200::1',
  '2001:db7::1',
  '2001:db9::1',
  '2607:f8b0:4004:c07::1a',
  '2a00:1450:4013:c06::1b',
  '3ffe::1',
  '3fff:1000::',
])('%s is public', (address) => {
  expect(addressRefusal(address)).toBeUndefined();
  expect(addressRefusal(address, true)).toBeUndefined();
});

describe('an IPv4 address inside an IPv6 address counts', () => {
  test.each([
    ['NAT64', '64:ff9b::169.254.169.254', '64:ff9b::8.8.8.8'],
    ['NAT64', '64:ff9b::10.1.2.3', '64:ff9b::198.17.0.1'],
    ['6to4', '2002:7f00:1::1', '2002:808:808::1'],
    ['Teredo client', '2001:0:808:808::8000:f5fe:fdfc', '2001:0:808:808::8000:f7f7:f7f7'],
    ['Teredo server', '2001:0:c0a8:1::8000:f7f7:f7f7', '2001:0:808:808::8000:f7f7:f7f7'],
  ])('%s: %s is refused, %s is not', (_, inside, outside) => {
    expect(addressRefusal(inside)?.reason).toMatch(/inside\)$/);
    expect(addressRefusal(outside)).toBeUndefined();
  });
});

describe('what is allowed when private addresses are', () => {
  test.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '192.0.2.1',
    '198.18.0.1',
    'fd12::1',
    '2001:db8::1',
    '64:ff9b::10.1.2.3',
  ])('%s', (address) => {
    expect(addressRefusal(address)).toBeDefined();
    expect(addressRefusal(address, true)).toBeUndefined();
  });

  test.each([
    '0.0.0.0',
    '169.254.169.254',
    '169.254.170.2',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fe80::1',
    'ff02::1',
    '::',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
  ])('but never %s', (address) => {
    expect(addressRefusal(address, true)).toBeDefined();
  });
});

test.each([
  '',
  'localhost',
  '127.1.1',
  'fe80::1%eth0',
  '1.2.3.4:25',
  '[::1]',
  '0x7f.0.0.1',
  '017700000001',
  '2130706433',
])('%j is no address', (text) => {
  expect(addressRefusal(text)).toEqual({ reason: 'not an address' });
});
