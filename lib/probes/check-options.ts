import type { CheckSettings } from '../contract/settings';
import type { ObserverOptions } from './options';

/** What an observer does not read: how many checks a run starts at the same time, and the hosts that prove port 25. */
type OfTheRun = 'concurrency' | 'canaries';
/** The settings that an observer reads, but with the PEM texts of `ca` in place of files. */
export type ObserverSettings = Omit<CheckSettings, OfTheRun>;

/** Milliseconds between two checks of a domain; undefined for a single check, which leaves nothing out. */
type Interval = number | undefined;
type Read<K extends keyof ObserverSettings> = (
  value: NonNullable<ObserverSettings[K]>,
  interval: Interval,
) => Partial<ObserverOptions>;

/** What each setting is to an observer. */
const READ: { readonly [K in keyof Required<ObserverSettings>]: Read<K> } = {
  resolvers: (resolvers) => ({ resolvers }),
  resolverTrusted: (trustAd) => ({ trustAd }),
  resolverRate: (resolverRate) => ({ resolverRate }),
  nameServers: (every, interval) => ({
    nameServers:
      every === 'never' ? every : interval === undefined ? 'always' : { everyMs: every, observeEveryMs: interval },
  }),
  nameServerPort: (nameServerPort) => ({ nameServerPort }),
  httpsPort: (httpsPort) => ({ httpsPort }),
  smtpPort: (smtpPort) => ({ smtpPort }),
  ca: (ca) => ({ ca }),
  allowPrivateAddresses: (allowPrivateAddresses) => ({ allowPrivateAddresses }),
  timeout: (checkTimeoutMs) => ({ checkTimeoutMs }),
  ehlo: (ehloName) => ({ ehloName }),
};

/** Settings of a check as an observer takes them. */
export const observerOptions = (settings: ObserverSettings, interval?: number): ObserverOptions =>
  Object.assign(
    {},
    ...(Object.keys(READ) as (keyof ObserverSettings)[]).map((key) => read(key, settings, interval)),
  ) as ObserverOptions;

const read = <K extends keyof ObserverSettings>(
  key: K,
  { [key]: value }: ObserverSettings,
  interval: Interval,
): Partial<ObserverOptions> => (value === undefined ? {} : READ[key](value, interval));
