import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import { AgreedAnswers } from '../../../lib/probes/dns/agreed';
import { Panel } from '../../../lib/probes/dns/panel';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { Resolver } from '../../../lib/probes/dns/resolver';
import type { Answered } from '../../../lib/probes/dns/tally';
import type { Question } from '../../../lib/probes/dns/transport';
import { Witness } from '../../../lib/probes/dns/witness';
import { extendedError, reply, scriptedDns, soa, type DnsScript, type ScriptedDns } from '../../support/scripted-dns';

const NAME = '_mta-sts.a.example';
const txt: Question = { name: NAME, type: 'TXT' };
const a: Question = { name: NAME, type: 'A' };

/** Says this record, whatever its type. */
const says = (data: dns.Answer | readonly dns.Answer[], ad = false): DnsScript => ({
  udp: (query, send) => send(reply(query, { answers: [data].flat(), ad })),
});
const record = (text: string, ttl = 60): dns.Answer => ({ type: 'TXT', name: NAME, ttl, data: [text] });
const address = (...all: readonly string[]): dns.Answer[] =>
  all.map((data) => ({ type: 'A', name: NAME, ttl: 60, data }));
const denies: DnsScript = { udp: (query, send) => send(reply(query, { rcode: 3, authorities: [soa()] })) };
const empty: DnsScript = { udp: (query, send) => send(reply(query, { authorities: [soa()] })) };
const fails: DnsScript = { udp: (query, send) => send(reply(query, { rcode: 2 })) };
const bogus: DnsScript = {
  udp: (query, send) => send(reply(query, { rcode: 2, additionals: [extendedError(6, 'bogus')] })),
};
const refuses: DnsScript = { udp: (query, send) => send(reply(query, { rcode: 5 })) };
const silent: DnsScript = { udp: () => undefined };
const truth = says(record('v=STSv1; id=1;'));
const lie = says(record('v=STSv1; id=666;'));

const servers: ScriptedDns[] = [];
const { signal } = new AbortController();
setMaxListeners(0, signal);
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Set {
  readonly panel: Panel;
  /** How often each was asked. */
  readonly asked: () => number[];
  /** The clock of the witnesses, milliseconds. */
  readonly pass: (ms: number) => void;
}

async function panelOf(
  scripts: readonly DnsScript[],
  {
    trusted = scripts.map(() => true),
    fallback,
    timeoutMs = 5000,
  }: { readonly trusted?: readonly boolean[]; readonly fallback?: DnsScript; readonly timeoutMs?: number } = {},
): Promise<Set> {
  let now = 0;
  const witness = async (name: string, script: DnsScript, believed: boolean): Promise<Witness> => {
    const server = await scriptedDns(script);
    servers.push(server);
    return new Witness(
      name,
      believed,
      new Resolver({
        transports: [plainTransport(server.server)],
        leastTries: 1,
        timeoutMs: script === silent ? 50 : timeoutMs,
        concurrency: 10,
        signal,
      }),
      () => now,
    );
  };
  const witnesses = await Promise.all(
    scripts.map((script, n) => witness(String.fromCharCode(65 + n), script, trusted[n] ?? true)),
  );
  const spare = fallback === undefined ? {} : { fallback: await witness('fallback', fallback, false) };
  return {
    panel: new Panel({ witnesses, agreed: new AgreedAnswers(), ...spare }),
    asked: () => servers.map(({ questions }) => questions.length),
    pass: (ms) => (now += ms),
  };
}

const said = (resolver: string, answer: string) => ({ resolver, answer });

describe('two that agree suffice', () => {
  test.each<[string, DnsScript, object]>([
    ['on a record', truth, { rcode: 0, answers: [{ type: 'TXT' }] }],
    ['that there is no name', denies, { rcode: 3 }],
    ['that there is no record', empty, { rcode: 0, answers: [] }],
    ['that they fail', fails, { state: 'unknown', cause: 'servfail' }],
    ['that validation fails', bogus, { state: 'unknown', cause: 'bogus' }],
  ])('%s', async (_, script, outcome) => {
    const { panel, asked } = await panelOf([script, script, script]);
    const answer = await panel.ask(txt);
    expect(answer).toMatchObject(outcome);
    expect(answer).not.toHaveProperty('dispute');
    expect(asked()).toEqual([1, 1, 0]);
  });
});

describe('one of three says otherwise', () => {
  test.each<[string, DnsScript, string]>([
    ['other data', lie, '"v=STSv1; id=666;"'],
    ['no name', denies, 'no such name'],
    ['no record', empty, 'no such record'],
    ['SERVFAIL', fails, 'SERVFAIL'],
    ['failed validation', bogus, 'SERVFAIL: it fails DNSSEC validation'],
  ])('%s: it is outvoted and named, wherever it stands', async (_, liar, words) => {
    for (const [scripts, name] of [
      [[liar, truth, truth], 'A'],
      [[truth, liar, truth], 'B'],
    ] as const) {
      const { panel } = await panelOf(scripts);
      const answer = await panel.ask(txt);
      expect(answer).toMatchObject({
        rcode: 0,
        answers: [{ data: [Buffer.from('v=STSv1; id=1;')] }],
        dispute: { name: NAME, type: 'TXT', settled: true },
      });
      expect((answer as Partial<Answered>).dispute?.said).toContainEqual(said(name, words));
    }
  });

  test('a forged record, where there is none', async () => {
    const { panel } = await panelOf([lie, denies, denies]);
    expect(await panel.ask(txt)).toMatchObject({
      rcode: 3,
      dispute: {
        settled: true,
        said: [said('A', '"v=STSv1; id=666;"'), said('B', 'no such name'), said('C', 'no such name')],
      },
    });
  });

  test('of validation: it takes two to prove that it fails', async () => {
    const { panel } = await panelOf([bogus, fails, fails]);
    expect(await panel.ask(txt)).toMatchObject({ state: 'unknown', cause: 'servfail' });
  });
});

describe('no majority', () => {
  test('of two: nothing is known, and both are named', async () => {
    const { panel } = await panelOf([truth, denies]);
    expect(await panel.ask(txt)).toEqual({
      state: 'unknown',
      cause: 'disagreement',
      detail: 'A: "v=STSv1; id=1;"; B: no such name',
      dispute: {
        name: NAME,
        type: 'TXT',
        settled: false,
        said: [said('A', '"v=STSv1; id=1;"'), said('B', 'no such name')],
      },
    });
  });

  test('of three', async () => {
    const { panel } = await panelOf([truth, denies, lie]);
    expect(await panel.ask(txt)).toMatchObject({
      state: 'unknown',
      cause: 'disagreement',
      dispute: { settled: false },
    });
  });
});

describe('what is no contradiction', () => {
  test.each<[string, dns.Answer[], dns.Answer[], Question]>([
    ['the order of records', [record('a'), record('b')], [record('b'), record('a')], txt],
    ['the TTL', [record('a', 60)], [record('a', 7)], txt],
    [
      'the aliases on the way',
      [
        { type: 'CNAME', name: NAME, ttl: 60, data: 'x.example' },
        { ...record('a'), name: 'x.example' },
      ],
      [record('a')],
      txt,
    ],
    [
      'upper case',
      [{ type: 'MX', name: NAME, ttl: 1, data: { preference: 10, exchange: 'MX.example' } }],
      [{ type: 'MX', name: NAME, ttl: 1, data: { preference: 10, exchange: 'mx.EXAMPLE.' } }],
      { name: NAME, type: 'MX' },
    ],
  ])('%s', async (_, first, second, question) => {
    const { panel, asked } = await panelOf([says(first), says(second), silent]);
    expect(await panel.ask(question)).not.toHaveProperty('dispute');
    expect(asked()).toEqual([1, 1, 0]);
  });

  test('no name, and a name without records', async () => {
    const { panel, asked } = await panelOf([denies, empty, silent]);
    expect(await panel.ask(txt)).toMatchObject({ rcode: 3 });
    expect(asked()).toEqual([1, 1, 0]);
  });
});

describe('addresses', () => {
  const found = (answer: object): string[] =>
    (answer as { answers: dns.Answer[] }).answers.flatMap((each) => (each.type === 'A' ? [each.data] : []));

  test('a part of many: those that two name', async () => {
    const { panel, asked } = await panelOf([
      says(address('192.0.2.1', '192.0.2.2')),
      says(address('192.0.2.2', '192.0.2.3')),
      silent,
    ]);
    const answer = await panel.ask(a);
    expect(found(answer)).toEqual(['192.0.2.2']);
    expect(answer).not.toHaveProperty('dispute');
    expect(asked()).toEqual([1, 1, 0]);
  });

  test('a forged one is outvoted, without a word: a name may answer by where one asks from', async () => {
    for (const scripts of [
      ['192.0.2.66', '192.0.2.1', '192.0.2.1'],
      ['192.0.2.1', '192.0.2.66', '192.0.2.1'],
    ]) {
      const { panel } = await panelOf(scripts.map((each) => says(address(each))));
      const answer = await panel.ask(a);
      expect(found(answer)).toEqual(['192.0.2.1']);
      expect(answer).not.toHaveProperty('dispute');
    }
  });

  test('a forged one beside the true one does not count', async () => {
    const { panel } = await panelOf([
      says(address('192.0.2.1', '192.0.2.66')),
      says(address('192.0.2.1')),
      says(address('192.0.2.1')),
    ]);
    expect(found(await panel.ask(a))).toEqual(['192.0.2.1']);
  });

  test('where no two name the same, all count', async () => {
    const { panel } = await panelOf(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((each) => says(address(each))));
    const answer = await panel.ask(a);
    expect(found(answer).sort()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(answer).not.toHaveProperty('dispute');
    expect(answer).toMatchObject({ unconfirmed: { A: ['192.0.2.1'], B: ['192.0.2.2'], C: ['192.0.2.3'] } });
  });

  test('what two name, or the one that there is, is confirmed', async () => {
    for (const scripts of [['192.0.2.1', '192.0.2.2', '192.0.2.1'], ['192.0.2.1']]) {
      const { panel } = await panelOf(scripts.map((each) => says(address(each))));
      expect(await panel.ask(a)).not.toHaveProperty('unconfirmed');
    }
  });

  test('are found whether a resolver tells of the alias or not', async () => {
    const behind = (data: string): dns.Answer[] => [
      { type: 'CNAME', name: NAME, ttl: 60, data: 'edge.example' },
      { type: 'A', name: 'edge.example', ttl: 60, data },
    ];
    const plain = says(address('192.0.2.1'));
    for (const [scripts, names, count] of [
      [[plain, says(behind('192.0.2.1'))], [NAME], 1],
      [[plain, says(behind('192.0.2.2')), says(behind('192.0.2.3'))], ['edge.example'], 3],
    ] as const) {
      const { panel } = await panelOf(scripts);
      const answer = (await panel.ask(a)) as Answered;
      const records = answer.answers.filter(({ type }) => type === 'A');
      expect(records).toHaveLength(count);
      expect([...new Set(records.map(({ name }) => name))]).toEqual(names);
      expect(answer.answers.filter(({ type }) => type === 'CNAME')).toHaveLength(names[0] === NAME ? 0 : 1);
    }
  });

  test('that there are none is a contradiction', async () => {
    const { panel } = await panelOf([denies, says(address('192.0.2.1')), says(address('192.0.2.2'))]);
    const answer = await panel.ask(a);
    expect(found(answer).sort()).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(answer).toMatchObject({
      dispute: { settled: true, said: [said('A', 'no such name'), said('B', '192.0.2.1'), said('C', '192.0.2.2')] },
    });
  });
});

describe('what was agreed on before', () => {
  test.each<[string, DnsScript]>([
    ['a record', truth],
    ['that there is none', denies],
  ])('%s: one that says the same again suffices, each in its turn', async (_, script) => {
    const { panel, asked } = await panelOf([script, script, script]);
    for (let n = 0; n < 4; n++) await panel.ask(txt);
    expect(asked()).toEqual([2, 2, 1]);
  });

  test('another word of the one is looked into', async () => {
    const { panel, asked } = await panelOf([truth, truth, truth]);
    await panel.ask(txt);
    for (const server of servers) server.script = lie;
    expect(await panel.ask(txt)).toMatchObject({ answers: [{ data: [Buffer.from('v=STSv1; id=666;')] }] });
    expect(asked()).toEqual([1, 2, 1]);
  });

  test('who disagreed is asked again, with all the others', async () => {
    const { panel, asked } = await panelOf([lie, truth, truth]);
    for (let n = 0; n < 3; n++) expect(await panel.ask(txt)).toHaveProperty('dispute');
    expect(asked()).toEqual([3, 3, 3]);
  });

  test('a failure is not remembered', async () => {
    const { panel, asked } = await panelOf([fails, fails, fails]);
    await panel.ask(txt);
    await panel.ask(txt);
    expect(asked()).toEqual([1, 2, 1]);
  });
});

describe('one that is out of reach', () => {
  test.each([
    ['silent', silent],
    ['refuses', refuses],
  ])('%s: the others decide', async (_, gone) => {
    const { panel } = await panelOf([gone, denies, denies]);
    expect(await panel.ask(txt)).toMatchObject({ rcode: 3 });
  });

  test('is left alone for a while, and then tried again', async () => {
    const { panel, asked, pass } = await panelOf([refuses, empty, empty]);
    for (let n = 0; n < 5; n++) await panel.ask({ name: `n${n}.example`, type: 'TXT' });
    expect(asked()[0]).toBe(1);
    pass(31_000);
    await panel.ask({ name: 'later.example', type: 'TXT' });
    expect(asked()[0]).toBe(2);
  });

  test('with no other in reach, one is believed', async () => {
    const { panel } = await panelOf([refuses, refuses, denies]);
    expect(await panel.ask(txt)).toMatchObject({ rcode: 3 });
  });

  test('but not against one that answered a moment ago', async () => {
    const { panel } = await panelOf([denies, denies, denies]);
    await panel.ask({ name: 'before.example', type: 'TXT' });
    await panel.ask({ name: 'before.example', type: 'MX' });
    for (const server of servers.slice(1)) server.script = refuses;
    expect(await panel.ask(txt)).toMatchObject({
      state: 'unknown',
      cause: 'timeout',
      detail: 'A alone answered: no such name',
    });
  });

  test('with nobody in reach, the fallback is asked', async () => {
    const { panel, asked } = await panelOf([refuses, refuses], { fallback: says(record('x'), true) });
    const answer = await panel.ask(txt);
    expect(answer).toMatchObject({ rcode: 0, answers: [{ type: 'TXT' }] });
    // Nobody said that it is to be believed.
    expect(answer).not.toHaveProperty('authenticData');
    await panel.ask(txt);
    expect(asked()).toEqual([1, 1, 2]);
  });

  test('with nobody at all, nothing is known', async () => {
    const { panel } = await panelOf([refuses, refuses]);
    expect(await panel.ask(txt)).toMatchObject({ state: 'unknown', cause: 'dns-refused' });
    expect(await panel.ask(txt)).toMatchObject({ state: 'unknown', cause: 'dns-refused' });
  });
});

describe('a lost packet', () => {
  test('of the second witness does not leave the first alone', async () => {
    let lost = 0;
    const { panel } = await panelOf([truth, { udp: (query, send) => lost++ > 0 && truth.udp(query, send) }], {
      timeoutMs: 200,
    });
    expect(await panel.ask(txt)).toMatchObject({ answers: [{ type: 'TXT' }] });
  });
});

describe("DNSSEC's word", () => {
  const signed = says(record('x'), true);
  const unsigned = says(record('x'), false);

  test.each<[string, readonly DnsScript[], readonly boolean[], boolean | undefined]>([
    ['of two that are believed', [signed, signed, silent], [true, true, true], true],
    ['of two that do not validate', [unsigned, unsigned, silent], [true, true, true], false],
    ['is not taken from one that is not believed', [signed, signed, signed], [false, false, false], undefined],
    ['is taken from the one that is believed', [unsigned, unsigned, signed], [false, false, true], true],
    ['is that of most', [unsigned, signed, signed], [true, true, true], true],
    ['is not known when they are divided', [unsigned, signed], [true, true], undefined],
  ])('%s', async (_, scripts, trusted, expected) => {
    const { panel } = await panelOf(scripts, { trusted });
    const answer = await panel.ask(txt);
    expect(answer).toMatchObject({ rcode: 0 });
    expect((answer as { authenticData?: boolean }).authenticData).toBe(expected);
  });
});
