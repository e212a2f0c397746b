import { slackChannel } from '../../alerts/slack/channel';
import { terminalChannel } from '../../alerts/terminal';
import { webhookChannel } from '../../alerts/webhook/channel';
import { revealed } from '../../config/secret';
import type { Environment } from '../../config/secret';
import type { Config } from '../../config';
import type { AlertMessage } from '../../core/model';
import type { AlertChannel } from '../../monitor/ports';
import { lazy } from '../lazy';

/** The channels that the configuration names, and the terminal. The variables it names are set: parseConfig() has seen to it. */
export function channelsOf(
  { slack, webhook, sns }: Config['alerts'],
  environment: Environment,
  show: (message: AlertMessage) => void,
): readonly AlertChannel[] {
  const channels = [terminalChannel(show)];
  const slackUrl = slack && revealed(slack.webhookUrl, environment);
  if (slackUrl !== undefined) channels.push(slackChannel(slackUrl));
  const webhookUrl = webhook && revealed(webhook.url, environment);
  if (webhookUrl !== undefined)
    channels.push(webhookChannel(webhookUrl, webhook?.signingSecret && revealed(webhook.signingSecret, environment)));
  if (sns !== undefined) channels.push(lazy.sns().snsChannel(sns.topicArn));
  return channels;
}
