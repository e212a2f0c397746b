import { judgeDomain } from '../../../lib/core/judge';
import { readDomain } from '../../../lib/core/reading/domain';
import { findingOf } from '../../../lib/core/findings';
import type { DomainObservation, Finding, RecordSet } from '../../../lib/core/model';
import { mxHostTarget } from '../../../lib/core/model';
import { planRepair } from '../../../lib/core/repair';
import { ZoneContent } from '../../../lib/core/zone/content';
import {
  domainObservation,
  http,
  mxHostObservation,
  NOW,
  omit,
  policyFetch,
  policyText,
  txt,
} from '../../support/observations';
import { absent } from '../judge/domain-cases';

const ID = '20261123120000Z';
const STS = '_mta-sts.example.com';
const RPT = '_smtp._tls.example.com';
const TLSA = '_25._tcp.mx1.example.com';
const set = (name: string, type: string, ...values: readonly string[]): RecordSet => ({ name, type, ttl: 600, values });
const txtSet = (name: string, ...texts: readonly string[]): RecordSet =>
  set(name, 'TXT', ...texts.map((text) => `"${text}"`));

interface Case {
  readonly observation: DomainObservation;
  readonly zone: readonly RecordSet[];
  readonly newId?: boolean;
  readonly rua?: readonly string[];
  readonly host?: readonly Finding[];
}

function plan({ observation, zone, newId = false, rua = [], host = [] }: Case) {
  const content = new ZoneContent('example.com', zone);
  const hosts = [{ observation: mxHostObservation(), findings: host }];
  return planRepair({
    reading: readDomain(observation),
    findings: judgeDomain(readDomain(observation)).findings,
    hosts,
    zone: content,
    needsNewId: newId,
    reportsTo: rua,
    now: NOW,
  });
}

/** Each change as people read it: `- name ttl value`, `+ name ttl value`; then `! kind: why`. */
function read(input: Case): string[] {
  const { mends, notMended } = plan(input);
  const lines = (sign: string, one: RecordSet | undefined) =>
    (one?.values ?? []).map((value) => `${sign} ${one?.name} ${one?.ttl} ${value}`);
  return [
    ...mends.flatMap(({ change: { before, after } }) => [...lines('-', before), ...lines('+', after)]),
    ...notMended.map(({ kind, why }) => `! ${kind}: ${why}`),
  ];
}

const served = (...records: readonly string[]) =>
  domainObservation(records.length === 0 ? { stsRecord: absent } : { stsRecord: txt(...records) });
const reporting = (...records: readonly string[]) =>
  domainObservation(records.length === 0 ? { tlsRptRecord: absent } : { tlsRptRecord: txt(...records) });
const noPolicy = (observation: DomainObservation): DomainObservation => ({
  ...observation,
  policyFetch: policyFetch({ http: http({ status: 404 }) }),
});

describe('the STS record', () => {
  test.each<[string, Case, readonly string[]]>([
    ['is missing', { observation: served(), zone: [] }, [`+ ${STS} 300 "v=STSv1; id=${ID};"`]],
    [
      'is missing, beside what is of no concern',
      { observation: served('other'), zone: [txtSet(STS, 'other')] },
      [`- ${STS} 600 "other"`, `+ ${STS} 600 "other"`, `+ ${STS} 600 "v=STSv1; id=${ID};"`],
    ],
    [
      'is not valid',
      { observation: served('v=STSv1; id=a-b;'), zone: [txtSet(STS, 'v=STSv1; id=a-b;')] },
      [`- ${STS} 600 "v=STSv1; id=a-b;"`, `+ ${STS} 600 "v=STSv1; id=${ID};"`],
    ],
    [
      'is in the wrong case',
      { observation: served('v=stsv1; id=1;'), zone: [txtSet(STS, 'v=stsv1; id=1;')] },
      [`- ${STS} 600 "v=stsv1; id=1;"`, `+ ${STS} 600 "v=STSv1; id=${ID};"`],
    ],
    [
      'is there twice',
      {
        observation: served('v=STSv1; id=1;', 'v=STSv1; id=2;'),
        zone: [txtSet(STS, 'v=STSv1; id=1;', 'v=STSv1; id=2;')],
      },
      [`- ${STS} 600 "v=STSv1; id=1;"`, `- ${STS} 600 "v=STSv1; id=2;"`, `+ ${STS} 600 "v=STSv1; id=${ID};"`],
    ],
    [
      'is written so that senders differ: the policy is the same, and so is the id',
      { observation: served('v=STSv1 ; id=7 ;'), zone: [txtSet(STS, 'v=STSv1 ; id=7 ;')] },
      [`- ${STS} 600 "v=STSv1 ; id=7 ;"`, `+ ${STS} 600 "v=STSv1; id=7;"`],
    ],
    [
      'comes from a wildcard, which stays',
      { observation: served('everywhere'), zone: [txtSet('*.example.com', 'everywhere')] },
      [`+ ${STS} 300 "v=STSv1; id=${ID};"`],
    ],
    [
      'has the id of the policy before',
      { observation: served('v=STSv1; id=1;'), zone: [txtSet(STS, 'v=STSv1; id=1;')], newId: true },
      [`- ${STS} 600 "v=STSv1; id=1;"`, `+ ${STS} 600 "v=STSv1; id=${ID};"`],
    ],
    [
      'has a new id already, which caches do not know',
      { observation: served('v=STSv1; id=1;'), zone: [txtSet(STS, 'v=STSv1; id=2;')], newId: true },
      [],
    ],
    ['is good', { observation: served('v=STSv1; id=1;'), zone: [txtSet(STS, 'v=STSv1; id=1;')] }, []],
    [
      'was mended already, which caches do not know',
      { observation: served(), zone: [txtSet(STS, 'v=STSv1; id=9;')] },
      ['! sts-record-missing: The zone holds a good STS record already; caches still give what was there before.'],
    ],
  ])('%s', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  test.each<[string, readonly RecordSet[], string]>([
    [
      'an alias of a provider',
      [set(STS, 'CNAME', 'sts.provider.example.')],
      `${STS} is a CNAME to sts.provider.example, so the operator of that name must change the record.`,
    ],
    [
      'an alias record',
      [{ name: STS, type: 'TXT', values: [], aliasOf: 'x.example.com' }],
      `${STS} is an alias record of x.example.com: change the record there.`,
    ],
    [
      'weighted',
      [
        { ...txtSet(STS, 'a'), routed: true },
        { ...txtSet(STS, 'b'), routed: true },
      ],
      `${STS} has weighted, geographic or other routed records: which of them is wrong cannot be told from here.`,
    ],
    ['delegated away', [set(STS, 'NS', 'ns.example.net.')], `${STS} is not in this zone: it is delegated at ${STS}.`],
  ])('is not changed where it is %s', (_, zone, why) => {
    expect(read({ observation: served(), zone })).toEqual([`! sts-record-missing: ${why}`]);
  });

  test('is not published for a policy that senders cannot use', () => {
    expect(
      read({ observation: noPolicy(served('v=STSv1; id=a-b;')), zone: [txtSet(STS, 'v=STSv1; id=a-b;')] })[0],
    ).toMatch(/^! sts-record-invalid: No policy is served/);
    expect(
      plan({ observation: noPolicy(served('v=STSv1; id=1;')), zone: [txtSet(STS, 'v=STSv1; id=1;')], newId: true }),
    ).toMatchObject({
      mends: [],
      notMended: [{ kind: 'policy-changed-under-same-id' }, { kind: 'policy-http-status' }],
    });
  });

  test('is not published where MTA-STS is not used', () => {
    expect(read({ observation: omit(domainObservation({ stsRecord: absent }), 'policyFetch'), zone: [] })).toEqual([]);
  });
});

describe('the TLSRPT record', () => {
  const RUA = ['mailto:tls@example.org'];
  test.each<[string, Case, readonly string[]]>([
    [
      'is missing',
      { observation: reporting(), zone: [], rua: RUA },
      [`+ ${RPT} 300 "v=TLSRPTv1; rua=mailto:tls@example.org"`],
    ],
    ['is missing, and nobody said where reports should go', { observation: reporting(), zone: [] }, []],
    [
      'has no version',
      {
        observation: reporting('TLSRPTv1; rua=mailto:a@example.com'),
        zone: [txtSet(RPT, 'TLSRPTv1; rua=mailto:a@example.com')],
        rua: RUA,
      },
      [`- ${RPT} 600 "TLSRPTv1; rua=mailto:a@example.com"`, `+ ${RPT} 600 "v=TLSRPTv1; rua=mailto:tls@example.org"`],
    ],
    [
      'is there twice: reports go to all that were named',
      {
        observation: reporting('v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@b.example'),
        zone: [txtSet(RPT, 'v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@b.example')],
      },
      [
        `- ${RPT} 600 "v=TLSRPTv1; rua=mailto:a@a.example"`,
        `- ${RPT} 600 "v=TLSRPTv1; rua=mailto:b@b.example"`,
        `+ ${RPT} 600 "v=TLSRPTv1; rua=mailto:a@a.example,mailto:b@b.example"`,
      ],
    ],
    [
      'ends in a space',
      {
        observation: reporting('v=TLSRPTv1; rua=mailto:a@example.com '),
        zone: [txtSet(RPT, 'v=TLSRPTv1; rua=mailto:a@example.com ')],
      },
      [`- ${RPT} 600 "v=TLSRPTv1; rua=mailto:a@example.com "`, `+ ${RPT} 600 "v=TLSRPTv1; rua=mailto:a@example.com"`],
    ],
    ['is good', { observation: domainObservation(), zone: [], rua: RUA }, []],
  ])('%s', (_, input, expected) => {
    expect(read(input).filter((line) => !line.startsWith('!'))).toEqual(expected);
  });

  test('says what is lacking where it is not known who wants reports', () => {
    expect(read({ observation: reporting(), zone: [] })).toEqual([
      '! tlsrpt-missing: Where reports should go is not known: say it with --rua, or with route53.reportsTo in the configuration.',
    ]);
  });
});

describe('TLSA after a renewal', () => {
  const KEY = { aa: 'aa'.repeat(32), bb: 'bb'.repeat(32), cc: 'cc'.repeat(32) };
  const mismatch = (spkiSha256: string, baseDomain = 'mx1.example.com'): Finding =>
    findingOf({
      kind: 'mx-host-tlsa-mismatch',
      subject: mxHostTarget('mx1.example.com'),
      evidence: { baseDomain, certificate: 'aa', addresses: ['192.0.2.25'], records: [], spkiSha256 },
      aspects: ['tlsa'],
    });

  test.each<[string, Case, readonly string[]]>([
    [
      'the record of the new key comes beside the old',
      {
        observation: domainObservation(),
        zone: [set(TLSA, 'TLSA', `3 1 1 ${KEY.aa.toUpperCase()}`)],
        host: [mismatch(KEY.bb)],
      },
      [
        `- ${TLSA} 600 3 1 1 ${KEY.aa.toUpperCase()}`,
        `+ ${TLSA} 600 3 1 1 ${KEY.aa.toUpperCase()}`,
        `+ ${TLSA} 600 3 1 1 ${KEY.bb}`,
      ],
    ],
    [
      'of every address that serves another one, once',
      {
        observation: domainObservation(),
        zone: [set(TLSA, 'TLSA', `3 1 1 ${KEY.aa}`)],
        host: [mismatch(KEY.bb), mismatch(KEY.cc), mismatch(KEY.bb)],
      },
      [
        `- ${TLSA} 600 3 1 1 ${KEY.aa}`,
        `+ ${TLSA} 600 3 1 1 ${KEY.aa}`,
        `+ ${TLSA} 600 3 1 1 ${KEY.bb}`,
        `+ ${TLSA} 600 3 1 1 ${KEY.cc}`,
      ],
    ],
    [
      'which is there already',
      {
        observation: domainObservation(),
        zone: [set(TLSA, 'TLSA', `3 1 1 ${KEY.bb.toUpperCase()}`)],
        host: [mismatch(KEY.bb)],
      },
      [
        '! mx-host-tlsa-mismatch: The zone holds the record of the certificate that is served already; caches still give what was there before.',
      ],
    ],
    [
      'in another zone',
      { observation: domainObservation(), zone: [], host: [mismatch(KEY.bb, 'mx.provider.example')] },
      [
        '! mx-host-tlsa-mismatch: _25._tcp.mx.provider.example is not in this zone: whoever runs the MX host must change the record.',
      ],
    ],
    [
      'of which the zone knows nothing',
      { observation: domainObservation(), zone: [], host: [mismatch(KEY.bb)] },
      [
        `! mx-host-tlsa-mismatch: The zone has no TLSA records at ${TLSA} of its own; what the world sees comes from elsewhere.`,
      ],
    ],
  ])('%s', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

test('what no record can mend is named, and where it must be mended', () => {
  const observation = domainObservation({
    mx: absent,
    domainAddresses: absent,
    policyFetch: policyFetch({ http: http({ body: policyText({ mode: 'enforcer' }) }) }),
  });
  const expired = findingOf({
    kind: 'mx-host-starttls-missing',
    subject: mxHostTarget('mx1.example.com'),
    evidence: { addresses: [] },
    aspects: [],
  });
  expect(read({ observation, zone: [], host: [expired] }).sort()).toEqual([
    '! mx-host-starttls-missing: The fault is at the MX host.',
    '! mx-missing: Which hosts take the mail is for you to say: MX records are never changed.',
    '! policy-invalid: The fault is in the policy, or in how it is served.',
  ]);
});

test('a plan that was carried out comes out empty', () => {
  const observation = served('v=STSv1; id=1;', 'v=STSv1; id=2;');
  const zone = [txtSet(STS, 'v=STSv1; id=1;', 'v=STSv1; id=2;')];
  const after = plan({ observation, zone }).mends.flatMap(({ change }) => change.after ?? []);
  expect(plan({ observation, zone: after }).mends).toEqual([]);
});
