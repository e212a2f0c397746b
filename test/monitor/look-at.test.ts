import type { FailureCause, UnknownAspect } from '../../lib/core/model';
import { RunCoverage } from '../../lib/monitor/coverage';
import { takeInLook } from '../../lib/monitor/look-at';
import type { Observer } from '../../lib/monitor/ports';
import { memoryStore } from '../support/memory-store';
import { LOOKS, NOON, Stage, hostLook } from './stage';

const V4 = '192.0.2.25';
const V6 = '2001:db8::25';
const unseen = (address: string, cause: FailureCause): UnknownAspect => ({
  aspect: `smtp:${address}`,
  cause,
  detail: '',
});

async function isUnknown(addresses: readonly string[], ...missing: readonly UnknownAspect[]): Promise<boolean> {
  const stage = new Stage(memoryStore());
  const look = hostLook('mx1.example.com', NOON, { addresses, missing });
  const taken = await takeInLook(
    { look, certificates: {}, durationMs: 1 },
    {
      ...stage.deps,
      observer: {} as Observer,
      runId: 'r',
      coverage: new RunCoverage({ domains: 0, mxHosts: 9 }),
      judge: {},
      looks: LOOKS,
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
