import type { FollowOptions } from '../../monitor/follow';
import type { AlertChannel } from '../../monitor/ports';
import type { CliIo } from '../io';
import type { ObserverMaker } from '../observer';
import type { LoadedConfig } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import type { Screen } from '../terminal/screen';
import type { Colors } from '../terminal/style';
import type { ZoneJob } from './zones';

/** What `start` has at hand whatever it watches. */
export interface Surroundings {
  readonly config: LoadedConfig;
  readonly flags: CheckSettingFlags;
  readonly io: CliIo;
  readonly screen: Screen;
  readonly colors: Colors;
}

/** What is watched, and how. */
export interface World {
  /** The directory follows these; not given, it stays as it is. */
  readonly follows?: FollowOptions & { readonly domains: readonly string[] };
  /** The hosted zones that domains are found in. */
  readonly zones?: ZoneJob;
  readonly makeObserver: ObserverMaker;
  readonly concurrency: number;
  /** MX hosts that tell whether port 25 works from here. */
  readonly canaries: readonly string[];
  readonly channels: readonly AlertChannel[];
  /** Milliseconds. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  /** Where it is looked from, for a person. */
  readonly place: string;
  /** Called when the first looks are done. */
  begin(): void;
  /** The last words. */
  readonly closing: string;
  close(): Promise<void>;
}
