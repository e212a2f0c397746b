import type { NameServerAnswer, Observed } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { findZone } from '../../../lib/monitor/zones/find';
import { DeclaredAccount } from './account';

const nobody = { state: 'absent', reason: 'no-name' } as const;
const at = (...servers: readonly string[]): Observed<NameServerAnswer> => present({ cnameChain: [], ttl: 60, servers });

const accounts = [
  new DeclaredAccount('own account', [
    { id: 'Z1', name: 'a.example', mail: ['a.example'] },
    { id: 'Z2', name: 'sub.a.example', mail: ['sub.a.example'], nameServers: ['ns2.example'] },
    { id: 'Z3', name: 'inside.example', isPrivate: true, mail: [] },
    { id: 'Z4', name: 'twice.example', mail: [], nameServers: ['old.example'] },
  ]),
  new DeclaredAccount('arn:other', [{ id: 'Z5', name: 'twice.example', mail: [], nameServers: ['new.example'] }]),
];

/** Where the world is sent to, by zone. */
const find = async (domain: string, served: Readonly<Record<string, Observed<NameServerAnswer>>>) => {
  const { zone, account } = await findZone(domain, accounts, async (name) => served[name] ?? nobody);
  return `${zone.id} of ${account.name}`;
};

test.each([
  ['a.example', { 'a.example': at('ns.example') }, 'Z1 of own account'],
  ['deep.below.a.example', { 'a.example': at('ns.example') }, 'Z1 of own account'],
  ['sub.a.example', { 'sub.a.example': at('ns2.example'), 'a.example': at('ns.example') }, 'Z2 of own account'],
  ['sub.a.example', { 'a.example': at('ns.example') }, 'Z1 of own account'],
  ['twice.example', { 'twice.example': at('new.example') }, 'Z5 of arn:other'],
])('%s, %j', async (domain, served, expected) => {
  expect(await find(domain, served)).toBe(expected);
});

test.each([
  [
    'nobody.example',
    {},
    'There is no hosted zone for nobody.example in own account, arn:other. If it is in another account,',
  ],
  [
    'inside.example',
    {},
    'inside.example is in private hosted zones alone in own account, arn:other: inside.example (Z3).',
  ],
  ['a.example', {}, 'Nobody is sent to the hosted zone Z1 of own account'],
  [
    'a.example',
    { 'a.example': at('elsewhere.example') },
    'a.example is answered for by elsewhere.example, not by the hosted zone Z1 of own account alone',
  ],
  [
    'a.example',
    { 'a.example': at('elsewhere.example', 'ns.example') },
    'a.example is answered for by elsewhere.example, ns.example',
  ],
  [
    'a.example',
    { 'a.example': unknown('servfail', 'SERVFAIL') },
    'Which name servers answer for a.example could not be learnt (servfail: SERVFAIL)',
  ],
])('%s, %j is refused', async (domain, served, said) => {
  await expect(find(domain, served)).rejects.toMatchObject({
    name: 'NotRepairable',
    message: expect.stringContaining(said) as string,
  });
});

test('an account that cannot be asked is named by its error, whatever the others hold', async () => {
  const failing = new DeclaredAccount('arn:failing', []);
  failing.zonesNamed = async () => Promise.reject(new Error('denied'));
  await expect(findZone('a.example', [...accounts, failing], async () => at('ns.example'))).rejects.toThrow('denied');
});
