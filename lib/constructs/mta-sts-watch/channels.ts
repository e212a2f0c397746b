import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Config } from '../../config';
import type { ChannelName, SecretName, SecretProps } from '../../config/channels';
import { CHANNELS, CHANNEL_NAMES, SECRETS, SECRET_NAMES, isTopicChannel } from '../../config/channels';
import type { MtaStsWatchProps } from './props';

const isAskedFor = (name: ChannelName, props: MtaStsWatchProps): boolean =>
  props[isTopicChannel(name) ? CHANNELS[name].topic.prop : CHANNELS[name].secret.prop] !== undefined;

/** Whether anybody but an e-mail address is to get alerts. */
export const hasChannel = (props: MtaStsWatchProps): boolean => CHANNEL_NAMES.some((name) => isAskedFor(name, props));

/** The channels of a deployment. It always has a topic. */
export const channelsOf = (props: MtaStsWatchProps): readonly ChannelName[] =>
  CHANNEL_NAMES.filter((name) => name === 'sns' || isAskedFor(name, props));

/** The secrets that the props ask for. */
export const secretsOf = (props: MtaStsWatchProps): { readonly [N in SecretName]?: true | ISecret } =>
  Object.fromEntries(
    SECRET_NAMES.flatMap((name) => {
      const secret = props[SECRETS[name].secret.prop];
      return secret === undefined ? [] : [[name, secret]];
    }),
  );

/** Asks for the secrets of a configuration. Their values stay out of the template: a person puts them in. */
export function secretProps({ alerts, heartbeat }: Config): SecretProps<ISecret> {
  const groups = { ...alerts, heartbeat };
  return Object.fromEntries(
    SECRET_NAMES.filter((name) => groups[name] !== undefined).map((name) => [SECRETS[name].secret.prop, true]),
  );
}
