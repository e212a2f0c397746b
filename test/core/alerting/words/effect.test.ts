/** What happens to whose mail, by how many of the domains enforce their policy. */
import { domainEffect, effect } from '../../../../lib/core/alerting/words/effect';
import { domains, domainsFact } from '../../../../lib/core/alerting/words/whose';
import type { Finding, Impact } from '../../../../lib/core/model';
import { omit } from '../../../support/observations';
import { found, impact, THREE } from '../alerts';

const NONE = impact({ enforcing: 0 });
const TESTING = impact({ enforcing: 0, testing: 1 });
const TWO_TESTING = impact({ ...THREE, enforcing: 0, testing: 2 });
const BOTH = impact({ ...THREE, enforcing: 1, testing: 2 });
/** As an earlier release stored it. */
const OLD = omit(NONE, 'testing');

const WOULD = 'would be refused at an MX host if';
const SKIP = 'Senders that enforce MTA-STS skip an MX host of';
const SOME_SKIP = 'Some senders that enforce MTA-STS skip an MX host of';
const EXPIRES = 'From 2026-11-29 09:30 UTC';

describe.each<[string, Finding, readonly (readonly [Impact, string])[]]>([
  [
    'an MX host that no certificate proves',
    found('mx-host-certificate-expired'),
    [
      [impact(), `${SKIP} a.example`],
      [TESTING, `Mail to a.example ${WOULD} the policy were enforced`],
      [TWO_TESTING, `Mail to 2 domains ${WOULD} their policies were enforced`],
      [OLD, 'Mail to a.example is delivered without the protection that TLS should give'],
    ],
  ],
  [
    'an MX host with the fault at some of its addresses',
    found('mx-host-certificate-expired', { partly: true }),
    [
      [impact(), `${SOME_SKIP} a.example`],
      [BOTH, `${SOME_SKIP} a.example`],
      [NONE, 'Mail to a.example is delivered as before'],
    ],
  ],
  [
    'a certificate that expires',
    found('mx-host-certificate-expiring'),
    [
      [impact(), `${EXPIRES} senders will refuse an MX host of a.example`],
      [TESTING, `${EXPIRES} senders will report an MX host of a.example`],
      [NONE, `${EXPIRES} an MX host of a.example will have no valid certificate`],
      [OLD, `${EXPIRES} an MX host of a.example will have no valid certificate`],
    ],
  ],
  [
    'an MX host that the policy does not cover',
    found('mx-not-covered'),
    [
      [impact(), `${SKIP} a.example`],
      [BOTH, `${SKIP} a.example`],
      [TESTING, `Mail to a.example ${WOULD} the policy were enforced`],
      [TWO_TESTING, `Mail to 2 domains ${WOULD} their policies were enforced`],
      [impact({ ...THREE, enforcing: 2, testing: 0 }), `${SKIP} 2 domains`],
      [impact({ ...THREE, enforcing: 0 }), `${SKIP} 3 domains`],
      [OLD, `${SKIP} a.example`],
    ],
  ],
  [
    'a policy host with the fault at some of its addresses',
    found('policy-host-certificate-expired', { partly: true }),
    [[impact(), 'Some senders find no usable MTA-STS policy for mail to a.example']],
  ],
  [
    'an intermediate certificate that only old senders need',
    found('policy-host-certificate-expired', { role: 'intermediate', spare: true }),
    [[impact(), 'Senders with old TLS libraries find no usable MTA-STS policy for mail to a.example']],
  ],
])('%s', (_name, finding, cases) => {
  test.each(cases)('%j', (whom, expected) => expect(effect(finding, whom)).toBe(expected));
});

test('a fault that changes nothing for mail says so, unless reports are lost', () => {
  expect(domainEffect('zone-delegated-elsewhere', impact())).toBe('Mail to a.example is delivered as before');
  expect(domainEffect('tlsrpt-invalid', impact())).toBe('Senders cannot report what goes wrong with mail to a.example');
});

describe('whose mail', () => {
  test('a single domain of several is a number while others were not examined', () => {
    expect(domains(1, impact())).toBe('a.example');
    expect(domains(1, impact({ domains: 5, examined: 3 }))).toBe('at least 1 domain');
    expect(domains(2, impact({ domains: 5, examined: 3 }))).toBe('at least 2 domains');
  });

  test('the only one is not named twice', () => expect(domainsFact(impact())).toEqual([]));

  test('both are named, and the rest of many is counted', () => {
    const names = Array.from({ length: 21 }, (_name, n) => `d${n}.example`);
    const fact = (all: number, sample: readonly string[]) => domainsFact(impact({ domains: all, sample }));
    expect(fact(2, names.slice(0, 2))).toEqual([['Domains', 'd0.example and d1.example']]);
    expect(fact(1_234, names.slice(0, 2))).toEqual([['Domains', 'd0.example, d1.example and 1,232 more']]);
    expect(fact(20, names.slice(0, 20))).toEqual([['Domains', `${names.slice(0, 19).join(', ')} and d19.example`]]);
    expect(fact(21, names)).toEqual([['Domains', `${names.slice(0, 20).join(', ')} and 1 more`]]);
  });
});
