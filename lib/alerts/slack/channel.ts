import type { AlertChannel } from '../../monitor/ports';
import { Refused, postJson } from '../post';
import { slackMessage } from './blocks';

/** What Slack answers when trying again cannot help, and what does. */
const REMEDIES: Readonly<Record<string, string>> = {
  no_service: 'The webhook was removed: make a new one, and set it in alerts.slack.webhookUrl.',
  no_service_id: 'The webhook was removed: make a new one, and set it in alerts.slack.webhookUrl.',
  no_team: 'The workspace is gone: set the webhook of another one in alerts.slack.webhookUrl.',
  invalid_token: 'The webhook is not valid: copy its URL again into alerts.slack.webhookUrl.',
  channel_not_found: 'The channel is gone: make a webhook for another one, and set it in alerts.slack.webhookUrl.',
  channel_is_archived: 'Take the channel out of the archive, or make a webhook for another one.',
  action_prohibited: 'A workspace administrator has forbidden this: ask them to allow the webhook.',
  posting_to_general_channel_denied: 'The webhook may not post to #general: make one for another channel.',
};

/**
 * A Slack incoming webhook. Slack knows no idempotency key: a delivery whose answer was lost may be seen twice.
 * @param webhookUrl A secret; no message shows more of it than its host.
 */
export function slackChannel(webhookUrl: string): AlertChannel {
  const receiver = `Slack (${new URL(webhookUrl).host})`;
  return {
    name: 'slack',
    async send(delivery, signal) {
      try {
        await postJson(webhookUrl, receiver, JSON.stringify(slackMessage(delivery)), {}, signal);
      } catch (error) {
        const remedy = error instanceof Refused ? REMEDIES[error.answer] : undefined;
        throw remedy === undefined ? error : new Error(`${(error as Refused).message}. ${remedy}`, { cause: error });
      }
    },
  };
}
