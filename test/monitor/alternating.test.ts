import { judgeDomain, judgeMxHost } from '../../lib/core/judge';
import { domainCheck, mxHostCheck } from '../../lib/core/diff';
import { mxHostTarget } from '../../lib/core/model';
import type { NetworkObserver } from '../../lib/probes/observer';
import type { Change, Sandbox, SandboxOptions } from '../../lib/sandbox';
import { startSandbox } from '../../lib/sandbox';
import { memoryStore } from '../support/memory-store';
import { observerOf } from '../support/sandbox-check';
import { HOUR, Stage } from './stage';
import { readDomain, readMxHost } from '../../lib/core/reading';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const MX = ['mx: mx1.mail.example', 'mx: mx2.mail.example'];
const POLICY = lines('version: STSv1', 'mode: enforce', ...MX, 'max_age: 604800');
const TESTING = POLICY.replace('enforce', 'testing');
const PAGE = '<!doctype html><html><head><title>Welcome</title></head></html>';
const DOMAIN = 'turns.example';
const txt = (id: string) => ({ TXT: [[`v=STSv1; id=${id};`]] });
const mx = (host: string) => ({ MX: [[10, host] as const] });
const tlsa = (data: string) => ({ TLSA: [{ usage: 3, selector: 1, matchingType: 1, data }] });

let sandbox: Sandbox;
let observer: NetworkObserver | undefined;
let stage: Stage;
let from: number;
let hours: number;

async function watch(declared: Partial<NonNullable<SandboxOptions['domains']>[number]> = {}): Promise<void> {
  sandbox = await startSandbox({ domains: [{ name: DOMAIN, says: 'Is watched.', ...declared }] });
  stage = new Stage(memoryStore());
  from = stage.now = Date.now();
  hours = 0;
  await stage.watch(DOMAIN);
}

afterEach(async () => {
  observer?.close();
  await sandbox.close();
});

type Zone = NonNullable<Extract<Change, { domain: string }>['to']['zone']>;

/** An observer of the next hour: it has forgotten what resolvers said in the last. */
function anHourLater(): NetworkObserver {
  observer?.close();
  return (observer = observerOf(sandbox, { nameServers: 'never' }));
}

/**
 * Checks of the domain an hour apart, each a run of its own.
 * @param zones what its resolver gives, in turn: the cache asks one name server or the other
 * @returns what people are alerted to
 */
async function checks(times: number, ...zones: readonly Zone[]): Promise<readonly string[]> {
  const before = stage.pager.lines.length;
  for (let check = 0; check < times; check += 1) {
    const zone = zones[check % zones.length];
    if (zone !== undefined) await change({ zone });
    const observation = { ...(await anHourLater().observeDomain(DOMAIN)), observedAt: from + hours * HOUR };
    stage.now = from + hours++ * HOUR;
    await stage.take(
      domainCheck(readDomain(observation), judgeDomain(readDomain(observation))),
      undefined,
      observation.certificates,
    );
    await stage.finish();
  }
  return stage.pager.lines.slice(before).filter((line) => !line.startsWith('reminder'));
}

const change = (to: Extract<Change, { domain: string }>['to']): Promise<void> => sandbox.apply({ domain: DOMAIN, to });

describe('two nodes of a policy host with two policies', () => {
  test('in turn: the change and one alert, which is resolved when one policy is left', async () => {
    await watch();
    expect(await checks(3)).toEqual([]);
    await change({ policyHost: { answer: [{ body: TESTING }, { body: POLICY }] } });
    expect(await checks(10)).toEqual(['drift policy-body-changed', 'opened policy-differs']);
    await change({ policyHost: {} });
    expect(await checks(14)).toEqual(['resolved policy-differs']);
  }, 240_000);

  test('the policy and a web page in turn: one alert', async () => {
    await watch({ policyHost: { answer: [{ body: POLICY }, { body: PAGE }] } });
    expect(await checks(10)).toEqual(['opened policy-invalid']);
    await change({ policyHost: {} });
    expect(await checks(13)).toEqual(['resolved policy-invalid']);
  }, 240_000);

  test('the policy and an error page in turn: one alert', async () => {
    const page = { body: PAGE, contentType: 'text/html' };
    await watch({ policyHost: { answer: [{ body: POLICY }, { ...page, headers: { location: '/' }, status: 302 }] } });
    expect(await checks(10)).toEqual(['opened policy-redirect']);
  }, 240_000);
});

test('a policy that moves from CRLF to LF, in another order and in capitals is no change', async () => {
  await watch();
  expect(await checks(2)).toEqual([]);
  const [version = '', ...fields] = POLICY.split('\r\n').filter((line) => line !== '');
  const body = [version, ...fields.reverse(), ''].join('\n').replaceAll('mail.example', 'Mail.EXAMPLE');
  await change({ policy: body });
  expect(await checks(6)).toEqual([]);
}, 240_000);

describe('a stale name server behind a resolver', () => {
  const box = (name: string): Zone => ({ '_smtp._tls': { TXT: [[`v=TLSRPTv1; rua=mailto:${name}@turns.example`]] } });
  test.each<readonly [string, Zone, Zone, readonly string[]]>([
    ['the STS record', { '_mta-sts': txt('1') }, { '_mta-sts': txt('2') }, []],
    ['the TLSRPT record', box('a'), box('b'), []],
    ['the MX records', { '@': mx('mx1.mail.example') }, { '@': mx('mx2.mail.example') }, ['drift mx-set-changed']],
  ])(
    '%s: no more than the change and one alert',
    async (_, one, other, changes) => {
      await watch({ zone: one });
      expect(await checks(10, one, other)).toEqual([...changes, 'opened record-alternates']);
      expect(await checks(8, one)).toEqual(['resolved record-alternates']);
    },
    60_000,
  );

  test('a record that is there every other time is missing, once', async () => {
    await watch();
    const [there, gone]: readonly Zone[] = [{ '_mta-sts': txt('1') }, { '_mta-sts': { TXT: [] } }];
    expect(await checks(10, there ?? {}, gone ?? {})).toEqual(['opened sts-record-missing']);
  }, 240_000);

  test('TLSA records of which each check gets others: the change and one alert', async () => {
    await watch({ hosts: { mx: {} }, secure: true });
    const [one, other] = ['aa', 'bb'].map((octet) => ({ '_25._tcp.mx': { secure: true, ...tlsa(octet.repeat(32)) } }));
    const host = `mx.${DOMAIN}`;
    await checks(1);
    for (let check = 1; check < 8; check += 1) {
      await change({ zone: (check % 2 === 0 ? one : other) ?? {} });
      const observation = { ...(await anHourLater().observeMxHost(host)), observedAt: from + check * HOUR };
      await stage.take(
        mxHostCheck(readMxHost(observation), judgeMxHost(readMxHost(observation))),
        undefined,
        observation.certificates,
      );
    }
    const events = (await stage.store.events({ limit: 100 })).items;
    const { findings } = await stage.state(mxHostTarget(host));
    expect(Object.values(findings).map(({ finding }) => finding.kind)).toContain('mx-host-record-alternates');
    expect(events.filter(({ type }) => type === 'tlsa-changed').length).toBeLessThanOrEqual(1);
  }, 240_000);
});
