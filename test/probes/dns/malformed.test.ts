import { findAddresses, findMx, findTxt } from '../../../lib/probes/dns/lookups';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { RecordSets } from '../../../lib/probes/dns/record-set';
import { Resolver } from '../../../lib/probes/dns/resolver';
import { messageOctets, mxData, nameOctets, octetsOf, soaData, txtData, uint16 } from '../../support/dns-octets';
import type { MessageOctets, RecordOctets } from '../../support/dns-octets';
import { framed, scriptedDns, type ScriptedDns } from '../../support/scripted-dns';

const NAME = 'a.example';
const question = { name: NAME, type: 'TXT' } as const;
const yes: RecordOctets = { owner: NAME, type: 'TXT', data: txtData('yes') };
const soa: RecordOctets = { owner: 'example', type: 'SOA', data: soaData };

const servers: ScriptedDns[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

type Parts = Omit<MessageOctets, 'id'>;

/** Record sets from a server that answers each question with these octets, over UDP and over TCP. */
async function setsFrom(udp: (id: number) => Buffer, tcp = udp): Promise<RecordSets> {
  const server = await scriptedDns({
    udp: (query, send) => send(udp(query.id)),
    tcp: (query, socket) => socket.end(framed(tcp(query.id))),
  });
  servers.push(server);
  const { signal } = new AbortController();
  const options = { leastTries: 1, timeoutMs: 250, concurrency: 1, signal };
  return new RecordSets(new Resolver({ transports: [plainTransport(server.server)], ...options }), {
    trustAd: false,
    keepMs: 0,
    keep: 1,
  });
}

const sets = (parts: Parts): Promise<RecordSets> => setsFrom((id) => messageOctets({ id, question, ...parts }));

describe('a response that does not answer the question is unknown, never absent and never believed', () => {
  test.each<[string, Parts]>([
    ['records of another name only', { answers: [{ ...yes, owner: 'evil.example' }] }],
    [
      'records of another name, and the zone that denies',
      { answers: [{ ...yes, owner: 'b.example' }], authorities: [soa] },
    ],
    ['a label with a dot in it for two labels', { answers: [{ ...yes, owner: ['a.example'] }] }],
    ['records of another type only', { answers: [{ owner: NAME, type: 'A', data: octetsOf([192, 0, 2, 1]) }] }],
    ['records of another class only', { answers: [{ ...yes, class: 3 }] }],
    ['a question of another class', { question: { ...question, class: 3 }, answers: [yes] }],
    ['another question', { question: { ...question, name: 'b.example' }, answers: [yes] }],
    ['another type asked', { question: { ...question, type: 'MX' }, answers: [yes] }],
    ['another opcode', { flags: 0xa180, answers: [yes] }],
    ['data beside NXDOMAIN', { flags: 0x8183, answers: [yes] }],
    ['a denial from a foreign zone', { flags: 0x8183, authorities: [{ ...soa, owner: 'elsewhere.test' }] }],
    ['no data, from a foreign zone', { authorities: [{ ...soa, owner: 'xample' }] }],
    [
      'an alias of another name',
      {
        answers: [
          { owner: 'b.example', type: 'CNAME', data: nameOctets(NAME) },
          { ...yes, owner: 'c.example' },
        ],
      },
    ],
    ['RDLENGTH too long', { answers: [{ ...yes, length: 5 }], rest: octetsOf([9]) }],
    ['RDLENGTH too short', { answers: [{ ...yes, length: 3 }] }],
    ['RDLENGTH beyond the message', { answers: [{ ...yes, length: 400 }] }],
    ['a string longer than its record', { answers: [{ ...yes, data: octetsOf([200], 'yes') }] }],
    [
      'an alias whose RDLENGTH is not its name',
      { answers: [{ owner: NAME, type: 'CNAME', data: octetsOf(nameOctets('b.example'), [0, 0]) }] },
    ],
    ['more records counted than sent', { answers: [yes], count: 2 }],
    ['fewer records counted than sent', { answers: [yes, yes], count: 1 }],
    ['octets after the last record', { answers: [yes], rest: octetsOf('more') }],
    ['a compression pointer to itself', { answers: [{ ...yes, owner: octetsOf([0xc0, 12 + 15]) }] }],
    ['a compression pointer forward', { answers: [{ ...yes, owner: octetsOf([0xc0, 200]) }] }],
    ['a label of a reserved type', { answers: [{ ...yes, owner: octetsOf([0x41, 0x41], nameOctets(NAME)) }] }],
    [
      'two OPT records',
      { answers: [yes], additionals: [0, 1].map(() => ({ owner: '', type: 'OPT', data: Buffer.alloc(0) })) },
    ],
    [
      'an EDNS option longer than its record',
      { answers: [yes], additionals: [{ owner: '', type: 'OPT', data: octetsOf([0, 15, 0, 9, 0]) }] },
    ],
  ])('%s', async (_, parts) => {
    expect(await findTxt(await sets(parts), NAME)).toMatchObject({ state: 'unknown', cause: 'protocol' });
  });

  test.each<[string, 'A' | 'MX', Buffer]>([
    ['an address of three octets', 'A', octetsOf([192, 0, 2])],
    ['an address of sixteen octets', 'A', Buffer.alloc(16)],
    ['an MX record that goes on after its name', 'MX', octetsOf(mxData('mx.example'), 'x')],
    ['an MX record without a name', 'MX', octetsOf([0, 10])],
    ['an MX host with a dot within a label', 'MX', mxData(['mx.a', 'example'])],
  ])('%s', async (_, type, data) => {
    const found = await sets({ question: { name: NAME, type }, answers: [{ owner: NAME, type, data }] });
    const answer = type === 'MX' ? await findMx(found, NAME) : await findAddresses(found, NAME);
    expect(answer).toMatchObject({ state: 'unknown', cause: 'protocol' });
  });

  test('the same over TCP', async () => {
    const tcp = (id: number): Buffer => messageOctets({ id, question, answers: [{ ...yes, owner: 'evil.example' }] });
    const found = await setsFrom((id) => messageOctets({ id, question, flags: 0x8380 }), tcp);
    expect(await findTxt(found, NAME)).toMatchObject({ state: 'unknown', cause: 'protocol' });
  });
});

describe('what answers the question counts, whatever stands beside it', () => {
  const present = { state: 'present', value: { records: [['yes']] } };

  test.each<[string, Parts]>([
    ['foreign records', { answers: [{ ...yes, owner: 'evil.example' }, yes] }],
    ['records of another class', { answers: [{ ...yes, class: 3, data: txtData('no') }, yes] }],
    ['another case of letters', { answers: [{ ...yes, owner: 'A.eXample' }] }],
    ['an owner that points to the question', { answers: [{ ...yes, owner: octetsOf([0xc0, 12]) }] }],
    [
      'an alias',
      {
        answers: [
          { owner: NAME, type: 'CNAME', data: nameOctets('b.example') },
          { ...yes, owner: 'b.example' },
        ],
      },
    ],
    [
      'aliases in any order',
      {
        answers: [
          { ...yes, owner: 'b.example' },
          { owner: NAME, type: 'CNAME', data: nameOctets('b.example') },
        ],
      },
    ],
    [
      'a DNAME record without its CNAME record',
      {
        answers: [
          { owner: 'example', type: 'DNAME', data: nameOctets('other.test') },
          { ...yes, owner: 'a.other.test' },
        ],
      },
    ],
    ['an SOA record above the name', { answers: [yes], authorities: [soa] }],
  ])('%s', async (_, parts) => {
    expect(await findTxt(await sets(parts), NAME)).toMatchObject(present);
  });

  test('a truncated response is asked for again over TCP, even where it is cut within a record', async () => {
    const cut = (id: number): Buffer =>
      messageOctets({ id, question, flags: 0x8380, answers: [yes], count: 1 }).subarray(0, -2);
    const whole = (id: number): Buffer => messageOctets({ id, question, answers: [yes] });
    expect(await findTxt(await setsFrom(cut, whole), NAME)).toMatchObject(present);
  });

  test('the alias is part of the answer', async () => {
    const dname: RecordOctets = { owner: 'example', type: 'DNAME', data: nameOctets('other.test') };
    const found = await findTxt(await sets({ answers: [dname, { ...yes, owner: 'a.other.test' }] }), NAME);
    expect(found).toMatchObject({ value: { cnameChain: ['a.other.test'] } });
  });
});

test('a message of pointers that lead to pointers costs no more than another of its length', async () => {
  // 8,000 pointers, each to the one before it, and 2,000 records whose owner is the last of them.
  const start = 12 + nameOctets(NAME).length + 4;
  const data = start + nameOctets(NAME).length + 10;
  const pointers = Array.from({ length: 8_000 }, (_, n) => uint16(0xc000 | (n === 0 ? 12 : data + 2 * (n - 1))));
  const owner = uint16(0xc000 | (data + 2 * 7_999));
  const answers: RecordOctets[] = [
    { owner: NAME, type: 'TLSA', data: octetsOf(...pointers) },
    ...Array.from({ length: 2_000 }, (): RecordOctets => ({ owner, type: 'TLSA', data: octetsOf([3, 1, 1]) })),
  ];
  const found = await setsFrom(
    (id) => messageOctets({ id, question, flags: 0x8380 }),
    (id) => messageOctets({ id, question, answers }),
  );
  expect(await findTxt(found, NAME)).toMatchObject({ state: 'unknown', cause: 'protocol' });
});
