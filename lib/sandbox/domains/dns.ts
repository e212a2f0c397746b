import type { SandboxRow } from '../world/declaration';

/** What resolvers and name servers say about a domain, one of them otherwise than the rest. */
export const DNS_FAULTS: readonly SandboxRow[] = [
  {
    name: 'two-name-servers.example',
    says: 'The domain has name servers of its own, which serve the same.',
    nameServers: { ns1: {}, ns2: {} },
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'name-server-silent.example',
    says: 'One of two name servers never answers.',
    nameServers: { ns1: {}, ns2: 'silent' },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-dead'] },
  },
  {
    name: 'name-server-nowhere.example',
    says: 'One of two name servers has no address.',
    nameServers: { ns1: {}, ns2: 'no-address' },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-dead'] },
  },
  {
    name: 'name-servers-silent.example',
    says: 'No name server answers from here, and resolvers know the domain: it is this network.',
    nameServers: { ns1: 'silent', ns2: 'silent' },
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'lame.example',
    says: 'One of two name servers does not serve the zone.',
    nameServers: { ns1: {}, ns2: 'refuses' },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-lame'] },
  },
  {
    name: 'name-server-refuses-txt.example',
    says: 'One of two name servers refuses the question for the STS record alone.',
    nameServers: { ns1: {}, ns2: { zone: { '_mta-sts': { fault: { TXT: 'refused' } } } } },
    expect: { verdict: 'protected', kinds: ['name-server-partial'] },
  },
  {
    name: 'name-server-drops-txt.example',
    says: 'One of two name servers never answers the question for the STS record.',
    nameServers: { ns1: {}, ns2: { zone: { '_mta-sts': { fault: { TXT: 'timeout' } } } } },
    expect: { verdict: 'protected', kinds: ['name-server-partial'] },
  },
  {
    name: 'name-server-formerr-to-edns.example',
    says: 'One of two name servers answers FORMERR to EDNS: it is asked again without.',
    nameServers: { ns1: {}, ns2: { edns: 'formerr' } },
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'name-server-drops-edns.example',
    says: 'One of two name servers drops questions with EDNS: it is asked again without.',
    nameServers: { ns1: {}, ns2: { edns: 'drops' } },
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'stale.example',
    says: 'One of two name servers has an old zone, without the STS record.',
    nameServers: { ns1: {}, ns2: { serial: 2026010100, zone: { '_mta-sts': {} } } },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-stale'] },
  },
  {
    name: 'stale-mx.example',
    says: 'One of two name servers has an old MX record.',
    nameServers: { ns1: {}, ns2: { zone: { '@': { MX: [[10, 'old.mail.example']] } } } },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-stale'] },
  },
  {
    name: 'serials-differ.example',
    says: 'Two name servers number the same zone differently.',
    nameServers: { ns1: {}, ns2: { serial: 1 } },
    fixed: { nameServers: { ns1: {}, ns2: {} } },
    expect: { verdict: 'protected', kinds: ['name-server-stale'] },
  },
  {
    name: 'resolvers-differ.example',
    says: 'Three resolvers say three different things about the STS record.',
    otherResolvers: [{ '_mta-sts': {} }, { '_mta-sts': { TXT: [['v=STSv1; id=666;']] } }],
    fixed: { otherResolvers: undefined },
    expect: { verdict: 'unknown', kinds: ['resolvers-disagree'] },
  },
  {
    name: 'mx-host-resolvers-differ.example',
    says: 'Of three resolvers one knows the address of the MX host, one says that there is none, and one fails.',
    hosts: { mx: {} },
    otherResolvers: [{ mx: {} }, { mx: { fault: 'servfail' } }],
    fixed: { otherResolvers: undefined },
    expect: { verdict: 'unknown', kinds: ['mx-host-resolvers-disagree'] },
  },
];
