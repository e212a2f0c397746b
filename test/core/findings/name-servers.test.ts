import { describeFinding, findingOf } from '../../../lib/core/findings';
import type { FindingEvidence } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';
import { NOW } from '../../support/observations';

const wordsOf = (said: FindingEvidence['name-server-stale']['said']) =>
  describeFinding(
    findingOf({
      kind: 'name-server-stale',
      subject: domainTarget('example.com'),
      evidence: { zone: 'example.com', name: '_mta-sts.example.com', type: 'TXT', said },
      aspects: ['name-servers'],
    }),
    NOW,
  );
const at = (server: string, serial: number, answer: string) => ({ server, serial, answer });

test('the name server with the older zone is named, although more of them have it', () => {
  const { because, fix } = wordsOf([
    at('ns1', 6, 'no record'),
    at('ns2', 7, '"v=STSv1; id=1;"'),
    at('ns3', 6, 'no record'),
  ]);
  expect(because).toMatch(/TXT: ns1 serves no record; ns3 serves no record$/);
  expect(fix).toMatch(/^1\. Update example\.com on ns1 and ns3\./);
});

test('where all number the zone alike, the one that most contradict is named', () => {
  const { because, fix } = wordsOf([at('ns1', 7, '"a"'), at('ns2', 7, '"b"'), at('ns3', 7, '"a"')]);
  expect(because).toMatch(/TXT: ns2 serves "b"$/);
  expect(fix).toMatch(/^1\. Update example\.com on ns2\./);
});

test('of two that number the zone alike nobody is named', () => {
  const { because, fix } = wordsOf([at('ns1', 7, '"a"'), at('ns2', 7, '"b"')]);
  expect(because).toMatch(/ TXT$/);
  expect(fix).toMatch(/^1\. Find out why example\.com is not the same/);
});

test('many servers behind are named within a bound', () => {
  const { fix } = wordsOf([at('ns0', 9, 'new'), ...Array.from({ length: 9 }, (_, n) => at(`ns${n + 1}`, 1, 'old'))]);
  expect(fix).toContain('on ns1, ns2, ns3 and 6 more.');
});
