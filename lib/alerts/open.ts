/* eslint-disable @typescript-eslint/no-require-imports -- the AWS SDK takes its time to load: only a channel that publishes to SNS needs it */
import type { ChannelName, ChannelSettings } from '../contract/channels';
import type { AlertChannel } from '../monitor/ports';
import type * as AmazonQ from './amazon-q/channel';
import { slackChannel } from './slack/channel';
import type * as Sns from './sns/channel';
import { webhookChannel } from './webhook/channel';

/** @param keptIn Where people put the settings, for messages that say what to do. */
type Open<N extends ChannelName> = (settings: ChannelSettings<N>, keptIn: string) => AlertChannel;

const OPEN: { readonly [N in ChannelName]: Open<N> } = {
  slack: ({ webhookUrl }, keptIn) => slackChannel(webhookUrl, keptIn),
  webhook: ({ url, signingSecret }) => webhookChannel(url, signingSecret),
  sns: ({ topicArn }) => (require('./sns/channel') as typeof Sns).snsChannel(topicArn),
  'amazon-q': ({ topicArn }) => (require('./amazon-q/channel') as typeof AmazonQ).amazonQChannel(topicArn),
};

/** A channel with the settings that its record in lib/config/channels.ts declares. */
export const openChannel = <N extends ChannelName>(
  name: N,
  settings: ChannelSettings<N>,
  keptIn: string,
): AlertChannel => OPEN[name](settings, keptIn);
