import type { AlertChannel } from '../../monitor/ports';
import { Refused, postJson } from '../post';
import { slackMessage } from './blocks';

/** What Slack answers when trying again cannot help, and what does. */
const REMEDIES: Readonly<Record<string, (keptIn: string) => string>> = {
  no_service: (keptIn) => `The webhook was removed: make a new one, and put its URL into ${keptIn}.`,
  no_service_id: (keptIn) => `The webhook was removed: make a new one, and put its URL into ${keptIn}.`,
  no_team: (keptIn) => `The workspace is gone: put the URL of a webhook in another one into ${keptIn}.`,
  invalid_token: (keptIn) => `The webhook is not valid: copy its URL again into ${keptIn}.`,
  channel_not_found: (keptIn) => `The channel is gone: make a webhook for another one, and put its URL into ${keptIn}.`,
  channel_is_archived: () => 'Take the channel out of the archive, or make a webhook for another one.',
  action_prohibited: () => 'A workspace administrator has forbidden this: ask them to allow the webhook.',
  posting_to_general_channel_denied: () => 'The webhook may not post to #general: make one for another channel.',
};

/**
 * A Slack incoming webhook. Slack knows no idempotency key: a delivery whose answer was lost may be seen twice.
 * @param webhookUrl A secret; no message shows more of it than its host.
 * @param keptIn Where people put it, for the messages that say what to do.
 */
export function slackChannel(webhookUrl: string, keptIn = 'alerts.slack.webhookUrl'): AlertChannel {
  const receiver = `Slack (${new URL(webhookUrl).host})`;
  return {
    name: 'slack',
    async send(delivery, signal) {
      try {
        await postJson(webhookUrl, { receiver, body: JSON.stringify(slackMessage(delivery)), headers: {}, signal });
      } catch (error) {
        const remedy = error instanceof Refused ? REMEDIES[error.answer]?.(keptIn) : undefined;
        throw remedy === undefined ? error : new Error(`${(error as Refused).message}. ${remedy}`, { cause: error });
      }
    },
  };
}
