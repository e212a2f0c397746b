import { FINDING_KINDS } from '../../lib/core/findings';
import type { FindingKind } from '../../lib/core/model';
import type { DomainReport } from '../../lib/core/report';
import type { NetworkObserver } from '../../lib/probes/observer';
import { SANDBOX_TABLE, startSandbox, type Sandbox } from '../../lib/sandbox';
import { check, kindsOf, observerOf, sorted } from '../support/sandbox-check';
import { forgetsTlsa, statesOf, twinOf, unlikeAdvice } from '../support/sandbox-twins';

/** Kinds that no row can show, and why. */
const WITHOUT_ROW: Partial<Record<FindingKind, string>> = {
  'policy-host-address-not-public': 'everything in the sandbox is on loopback: a test of its own, below',
  'mx-host-address-not-public': 'likewise',
  'zone-not-delegated': 'the sandbox is in no hosted zone: test/probes/zone.test.ts shows these',
  'zone-delegated-elsewhere': 'likewise',
  'zone-record-differs': 'likewise',
  'record-alternates': 'one check shows one value: test/monitor/alternating.test.ts shows these',
  'mx-host-record-alternates': 'likewise',
};

let sandbox: Sandbox;
let reports: Map<string, DomainReport>;
let observer: NetworkObserver;
/** Of each state of the twins: what the check says, by domain. */
let twins: readonly Map<string, DomainReport>[];

beforeAll(async () => {
  sandbox = await startSandbox({ domains: SANDBOX_TABLE });
  observer = observerOf(sandbox);
  const states = Array.from({ length: Math.max(...SANDBOX_TABLE.map((row) => statesOf(row).length)) });
  // The twins are sound, and do not wait for those that are silent.
  [reports, ...twins] = await Promise.all([
    check(sandbox.domains, observer),
    ...states.map((_, index) => checkTwins(index, sandbox.pkiState())),
  ]);
}, 120_000);

async function checkTwins(index: number, pki: ReturnType<Sandbox['pkiState']>): Promise<Map<string, DomainReport>> {
  const domains = SANDBOX_TABLE.flatMap((row) => {
    const state = statesOf(row)[index];
    return state === undefined ? [] : [twinOf(row, state)];
  });
  const fixed = await startSandbox({ domains, pki });
  const seeing = observerOf(fixed);
  const checked = await check(fixed.domains, seeing);
  seeing.close();
  await fixed.close();
  return checked;
}

afterAll(async () => {
  observer.close();
  await sandbox.close();
});

describe('each domain of the sandbox gives exactly what its row says', () => {
  test.each(SANDBOX_TABLE.map((row) => [row.name, row.says, row] as const))(
    '%s: %s',
    (name, _, { expect: { verdict, kinds, lasting = [] } }) => {
      // Where there is no IPv6, the row that needs it is not there.
      if (!sandbox.domains.includes(name)) return;
      const report = reports.get(name);
      expect({
        verdict: report?.verdict,
        kinds: kindsOf(report),
        // What resolvers differ about is a finding already.
        lasting: sorted(
          report?.unknown
            .filter(({ cause }) => cause !== 'disagreement')
            .map(({ becomes, cause }) => becomes?.kind ?? `never: ${cause}`) ?? [],
        ),
      }).toEqual({ verdict, kinds: sorted(kinds), lasting: sorted(lasting) });
    },
  );

  test('what a finding says that senders do agrees with its severity', () => {
    const said = [...reports].flatMap(([domain, { findings }]) =>
      findings
        .filter(({ severity }) => severity === 'warning' || severity === 'info')
        .map(({ kind, mail, senders }) => ({ domain, kind, mail, words: Object.values(senders) })),
    );
    expect(said.length).toBeGreaterThan(20);
    expect(said.filter(({ mail }) => mail.startsWith('refused'))).toEqual([]);
    expect(
      said.filter(({ words }) => words.some((word = '') => /^(Does not deliver|Defers the mail)/.test(word))),
    ).toEqual([]);
  });

  test('every kind of finding has a row', () => {
    const shown = new Set(SANDBOX_TABLE.flatMap(({ expect: { kinds, lasting = [] } }) => [...kinds, ...lasting]));
    expect(FINDING_KINDS.filter((kind) => !shown.has(kind) && WITHOUT_ROW[kind] === undefined)).toEqual([]);
  });
});

describe('advice holds together: who obeys it is rid of the finding, and meets no other', () => {
  const faulty = SANDBOX_TABLE.filter(({ expect: { kinds, lasting = [] } }) => kinds.length + lasting.length > 0);

  test('each row with findings has a twin, and ends without its findings', () => {
    expect(faulty.filter((row) => statesOf(row).length === 0).map(({ name }) => name)).toEqual([]);
    for (const row of faulty) expect([row.name, statesOf(row).at(-1)?.leaves ?? []]).toEqual([row.name, []]);
  });

  test.each(faulty.map((row) => [row.name, row] as const))('%s', (name, row) => {
    const report = reports.get(name);
    if (report === undefined) return;
    const states = statesOf(row).map((_, index) => twins[index]?.get(name));
    expect(
      states.map((state) => ({
        kinds: kindsOf(state),
        unknown: state?.unknown.filter(({ becomes }) => becomes !== undefined).map(({ aspect }) => aspect),
      })),
    ).toEqual(statesOf(row).map(({ leaves = [] }) => ({ kinds: sorted(leaves), unknown: [] })));
    expect(
      unlikeAdvice(
        report,
        states.filter((state) => state !== undefined),
      ),
    ).toEqual([]);
  });
});

test('who is to replace a certificate that TLSA records stand for is told of them', () => {
  expect([...reports.values()].flatMap(forgetsTlsa)).toEqual([]);
});

test('without leave to contact private addresses nothing of the sandbox is contacted', async () => {
  const guarded = await startSandbox({ domains: SANDBOX_TABLE.slice(0, 1) });
  const cautious = observerOf(guarded, { allowPrivateAddresses: false });
  const report = (await check(['healthy.example'], cautious)).get('healthy.example');
  expect(kindsOf(report)).toEqual(['mx-host-address-not-public', 'policy-host-address-not-public']);
  expect(guarded.webRequests.size).toBe(0);
  for (const { connections } of guarded.mxStatistics('mx1.mail.example').values()) expect(connections).toBe(0);
  cautious.close();
  await guarded.close();
});

describe('the looks were polite', () => {
  const endpoints = () =>
    SANDBOX_TABLE.flatMap(({ name, hosts = {} }) =>
      Object.keys(hosts).map((label) => (label === '@' ? name : `${label}.${name}`)),
    )
      .concat('mx1.mail.example', 'mx2.mail.example')
      .filter((host) => host !== 'mx.ipv6-mx.example' || sandbox.domains.includes('ipv6-mx.example'))
      .flatMap((host) => [...sandbox.mxStatistics(host)].map(([address, seen]) => ({ host, address, ...seen })));

  test('one session with each address of each MX host, however many domains share it', () => {
    const often = endpoints().filter(({ connections }) => connections > 1);
    expect(often).toEqual([]);
    expect(endpoints().filter(({ mostOpen }) => mostOpen > 1)).toEqual([]);
  });

  test('each session that survived TLS ended with QUIT, and no mail was begun', () => {
    const lost = SANDBOX_TABLE.filter(({ expect: { lasting } }) => lasting?.includes('mx-host-session-failed'));
    const secured = endpoints().filter(
      ({ host, tlsSessions }) => tlsSessions > 0 && !lost.some(({ name }) => host.endsWith(`.${name}`)),
    );
    expect(secured.length).toBeGreaterThan(20);
    expect(secured.filter(({ commands }) => commands.get('QUIT') !== 1).map(({ host }) => host)).toEqual([]);
    const verbs = new Set(endpoints().flatMap(({ commands }) => [...commands.keys()]));
    for (const verb of ['MAIL', 'RCPT', 'DATA', 'VRFY', 'EXPN']) expect(verbs).not.toContain(verb);
  });

  test('no redirect was followed, and each policy was fetched once, or a second time in the name of a sender', () => {
    const often = [...sandbox.webRequests].filter(
      ([url, count]) => count !== 1 || !url.endsWith('/.well-known/mta-sts.txt'),
    );
    expect(often.sort()).toEqual(
      ['policy-cut', 'policy-monitor-blocked', 'policy-senders-blocked'].map((name) => [
        `https://mta-sts.${name}.example/.well-known/mta-sts.txt`,
        2,
      ]),
    );
  });
});
