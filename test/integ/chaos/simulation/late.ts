import { judgeDomain, judgeMxHost } from '../../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, mxHostCheck } from '../../../../lib/core/diff';
import { takeIn } from '../../../../lib/monitor/take-in';
import type { Machine } from './process';
import { HOUR, POLICY } from './process';
import type { Random } from './random';
import { HOSTS, SITES } from './world';
import { readDomain, readMxHost } from '../../../../lib/core/reading';

/**
 * A check of one target whose outcome is under way while others are taken in, as of an agent behind a slow line.
 * @returns brings it, twice: a queue may give it more than once
 */
export function observeForLater(random: Random, { world, store, clock }: Machine): () => Promise<void> {
  const observation = random.chance(0.5)
    ? world.observeQuietly('domain', random.pick(SITES).domain)
    : world.observeQuietly('mx-host', random.pick(HOSTS));
  const check =
    'host' in observation
      ? mxHostCheck(readMxHost(observation), judgeMxHost(readMxHost(observation), {}))
      : domainCheck(readDomain(observation), judgeDomain(readDomain(observation), {}));
  const sawOthers = world.outage === undefined;
  return async () => {
    const diff = { ...DEFAULT_DIFF_OPTIONS, interval: HOUR, vantageGood: () => sawOthers };
    for (let n = 0; n < 2; n++) await takeIn(check, observation.certificates, diff, { store, clock, policy: POLICY });
  };
}
