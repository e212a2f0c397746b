import { judgeDomain, judgeMxHost } from '../../../../lib/core/checks';
import { DEFAULT_LOOKS, domainLook, mxHostLook } from '../../../../lib/core/diff';
import { takeIn } from '../../../../lib/monitor/take-in';
import type { Machine } from './process';
import { HOUR, POLICY } from './process';
import type { Random } from './random';
import { HOSTS, SITES } from './world';

/**
 * A check of one target whose outcome is under way while others are taken in, as of an agent behind a slow line.
 * @returns brings it, twice: a queue may give it more than once
 */
export function observeForLater(random: Random, { world, store, clock }: Machine): () => Promise<void> {
  const observation = random.chance(0.5)
    ? world.observeQuietly('domain', random.pick(SITES).domain)
    : world.observeQuietly('mx-host', random.pick(HOSTS));
  const look =
    'host' in observation
      ? mxHostLook(observation, judgeMxHost(observation, {}))
      : domainLook(observation, judgeDomain(observation, {}));
  const sawOthers = world.outage === undefined;
  return async () => {
    const looks = { ...DEFAULT_LOOKS, interval: HOUR, vantageGood: () => sawOthers };
    for (let n = 0; n < 2; n++) await takeIn(look, observation.certificates, looks, { store, clock, policy: POLICY });
  };
}
