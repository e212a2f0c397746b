import fc from 'fast-check';
import { isUnreadable } from '../../lib/monitor/ports';
import { readAgent } from '../../lib/storage/agents';
import { readAlert } from '../../lib/storage/alerts';
import { checkItem, readCheck } from '../../lib/storage/check-item';
import { readDelivery } from '../../lib/storage/deliveries';
import { readDomainEntry } from '../../lib/storage/directory';
import { readCertificate, readPolicy } from '../../lib/storage/evidence';
import { readEvent } from '../../lib/storage/history';
import type { Item } from '../../lib/storage/item';
import { readMxSet } from '../../lib/storage/mx-hosts';
import { pack } from '../../lib/storage/packed';
import { readRun } from '../../lib/storage/runs';
import { readSilence } from '../../lib/storage/silences';
import { readState } from '../../lib/storage/states';
import { check, NOON } from '../storage/fixtures';
import { RUNS } from './support';

const READERS: Readonly<Record<string, (item: Item) => unknown>> = {
  agent: readAgent,
  alert: readAlert,
  certificate: readCertificate,
  check: readCheck,
  delivery: readDelivery,
  domain: readDomainEntry,
  event: readEvent,
  'mx-set': readMxSet,
  policy: readPolicy,
  run: readRun,
  silence: readSilence,
  state: readState,
};

/** Attributes of all shapes, so that each of them is met by values of other types. */
const ATTRIBUTES = [
  ...Object.keys(checkItem(check(NOON), 1)),
  ...['state', 'alert', 'event', 'facts', 'der', 'body', 'hosts', 'silence', 'version', 'source', 'addedAt', 'verdict'],
  ...[
    'messages',
    'startedAt',
    'planned',
    'done',
    'unknown',
    'failed',
    'zone',
    'reasons',
    'leaving',
    'settled',
    'outbox',
  ],
];
const json = fc.jsonValue({ maxDepth: 3 });
const attribute = fc.oneof(
  json,
  json.map(pack),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom<unknown>('{', '', '1e999', NaN, -1, 1e300, '__proto__', [null], pack('x'.repeat(9_000)), undefined),
);
const item = (type: string): fc.Arbitrary<Item> =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...ATTRIBUTES), attribute, { maxKeys: ATTRIBUTES.length }),
      fc.constantFrom<unknown>(type, type, type, 'other', 1),
      fc.constantFrom<unknown>(1, 1, 1, 99, '1'),
      fc.constantFrom('', 'TARGET#domain/a.example', '#', 'x\0'),
    )
    .map(([attributes, is, schema, key]) => ({ ...attributes, pk: key, sk: key, type: is, schema }));

test.each(Object.entries(READERS))('an item of any shape as %s is read, or set aside', (type, read) => {
  fc.assert(
    fc.property(item(type), (stored) => {
      try {
        read(stored);
      } catch (error) {
        // What is not unreadable ends the loop that it is read in.
        if (!isUnreadable(error)) throw error;
        expect((error as Error).message.length).toBeLessThan(20_000);
      }
    }),
    { numRuns: RUNS },
  );
});

const KEY = { pk: 'TARGET#domain/a.example', sk: 'STATE', schema: 1 };
const WHOLE: readonly (readonly [string, Item])[] = [
  ['check', checkItem(check(NOON), 1)],
  ['state', { ...KEY, type: 'state', target: 'domain/a.example', version: 1, observedAt: NOON }],
  ['domain', { ...KEY, type: 'domain', source: 'test', addedAt: NOON }],
];
const PARTS = ['facts', 'certificates', 'findings', 'unknown', 'verdict', 'repair', 'outbox', 'zone', 'reasons'];

test.each(WHOLE)('a stored %s of which one attribute was changed is read, or set aside', (type, whole) => {
  const read = READERS[type];
  if (read === undefined) throw new Error(type);
  expect(read(whole)).toBeDefined();
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(whole), ...PARTS), attribute, (name, changed) => {
      try {
        read({ ...whole, [name]: changed });
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
    }),
    { numRuns: 4 * RUNS, examples: [['pk', { toString: false }]] },
  );
});
