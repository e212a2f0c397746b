import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openChannel } from '../../lib/alerts/open';
import { CHANNELS } from '../../lib/contract/channels';
import type { ChannelName, ChannelSettings, SecretRecord } from '../../lib/contract/channels';
import type { AlertChannel } from '../../lib/monitor/ports';
import { environment } from './deployment';
import { readSecret } from './secrets';

/** The channels of this deployment. */
export function channels(names: readonly ChannelName[]): AlertChannel[] {
  const client = new SecretsManagerClient({});
  return names.map((name) => {
    const channel = CHANNELS[name];
    if ('secret' in channel) return fromSecret(name, environment(channel.secret.variable), client);
    return openChannel(name, { topicArn: environment(channel.topic.variable) }, '');
  });
}

/** A channel whose secret is read when there is something to send: a new value counts at once, and without one only this channel waits. */
const fromSecret = (name: ChannelName, arn: string, client: SecretsManagerClient): AlertChannel => ({
  name,
  async send(delivery, signal) {
    const settings = await readSecret(arn, CHANNELS[name] as SecretRecord, client);
    await openChannel(name, settings as ChannelSettings<typeof name>, `the secret ${arn}`).send(delivery, signal);
  },
});
