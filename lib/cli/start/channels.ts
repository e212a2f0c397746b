import { openChannel } from '../../alerts/open';
import { terminalChannel } from '../../alerts/terminal';
import type { ChannelSettings, FileChannelName } from '../../config/channels';
import { FILE_CHANNELS } from '../../config/channels';
import type { Environment, Secret } from '../../config/secret';
import { revealed } from '../../config/secret';
import type { AlertRules, Config } from '../../config';
import type { Nothing } from '../../config/nothing';
import type { AlertMessage } from '../../core/model';
import type { AlertChannel } from '../../monitor/ports';

/** A key of the group `alerts` that is neither a rule nor a channel does not compile: nothing would read it. */
export type UnreadAlertKeys = Nothing<Exclude<keyof Config['alerts'], FileChannelName | keyof AlertRules | 'emails'>>;

/** The channels that the configuration names, and the terminal. The variables it names are set: parseConfig() has seen to it. */
export const channelsOf = (
  groups: Config['alerts'],
  environment: Environment,
  show: (message: AlertMessage) => void,
): readonly AlertChannel[] => [
  terminalChannel(show),
  ...FILE_CHANNELS.flatMap((name) => {
    const group = groups[name];
    return group === undefined
      ? []
      : [openChannel(name, settingsOf(group, environment), `alerts.${name}.${Object.keys(group)[0]}`)];
  }),
];

const settingsOf = <N extends FileChannelName>(
  group: Readonly<Record<keyof ChannelSettings<N>, Secret | string>>,
  environment: Environment,
): ChannelSettings<N> =>
  Object.fromEntries(
    Object.entries<Secret | string>(group).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : revealed(value, environment),
    ]),
  ) as ChannelSettings<N>;
