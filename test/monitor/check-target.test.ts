import type { FailureCause, UnknownAspect } from '../../lib/core/model';
import { RunCoverage } from '../../lib/monitor/coverage';
import { checkTarget, takeInCheck } from '../../lib/monitor/check-target';
import type { Observer } from '../../lib/monitor/ports';
import { memoryStore } from '../support/memory-store';
import { DOMAIN, NOW, certificate, policyHostServing } from '../support/observations';
import { DIFF_OPTIONS, NOON, Stage, hostCheck } from './stage';

const V4 = '192.0.2.25';
const V6 = '2001:db8::25';
const unseen = (address: string, cause: FailureCause): UnknownAspect => ({
  aspect: `smtp:${address}`,
  cause,
  detail: '',
});

async function isUnknown(addresses: readonly string[], ...missing: readonly UnknownAspect[]): Promise<boolean> {
  const stage = new Stage(memoryStore());
  const check = hostCheck('mx1.example.com', NOON, { addresses, missing });
  const taken = await takeInCheck(
    { check, certificates: {}, durationMs: 1, datesInDoubt: false },
    {
      ...stage.deps,
      observer: {} as Observer,
      runId: 'r',
      coverage: new RunCoverage({ domains: 0, mxHosts: 9 }),
      judge: {},
      diff: DIFF_OPTIONS,
    },
  );
  return taken.isUnknown;
}

test.each<[string, boolean, readonly string[], readonly UnknownAspect[]]>([
  ['a host that was seen', false, [V4, V6], []],
  ['an address that timed out', true, [V4, V6], [unseen(V6, 'timeout')]],
  ['IPv6 out of a place without it, of a host seen by IPv4', false, [V4, V6], [unseen(V6, 'unreachable')]],
  ['IPv6 out of a place without it, where nothing else was seen', true, [V6], [unseen(V6, 'unreachable')]],
  ['IPv4 without a route', true, [V4], [unseen(V4, 'unreachable')]],
  ['what the place does not look at by its configuration', false, [V4], [unseen(V4, 'not-observed')]],
])('%s: a gap: %s', async (_name, gap, addresses, missing) => {
  expect(await isUnknown(addresses, ...missing)).toBe(gap);
});

describe('a certificate that is outside its dates by the clock', () => {
  const leaf = certificate({ notAfter: NOW - 1 });
  const seen = policyHostServing([leaf], { trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true } });

  const check = async (doubts: (number | undefined)[]) => {
    const stage = new Stage(memoryStore());
    await stage.watch(DOMAIN);
    const deps = {
      ...stage.deps,
      clock: { now: () => NOW, doubtedSince: () => doubts.shift() },
      observer: { observeDomain: () => Promise.resolve(seen) } as unknown as Observer,
      runId: 'r',
      coverage: new RunCoverage({ domains: 9, mxHosts: 0 }),
      judge: {},
      diff: DIFF_OPTIONS,
    };
    const { recorded } = await takeInCheck(await checkTarget({ type: 'domain', name: DOMAIN }, deps), deps);
    return 'state' in recorded ? Object.values(recorded.state.findings).map(({ finding }) => finding.kind) : [];
  };

  test.each<[string, boolean, (number | undefined)[]]>([
    ['a clock that is believed', true, [undefined, undefined]],
    ['one that is in doubt when the check begins', false, [NOW, undefined]],
    ['one that is in doubt when the check ends', false, [undefined, NOW]],
    ['one that is in doubt when the check is taken in', false, [undefined, undefined, NOW]],
  ])('%s: a finding: %s', async (_name, found, doubts) => {
    expect((await check(doubts)).includes('policy-host-certificate-expired')).toBe(found);
  });
});
