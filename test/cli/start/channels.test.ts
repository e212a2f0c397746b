import { channelsOf } from '../../../lib/cli/start/channels';
import { parseConfig } from '../../../lib/config';
import { CHANNEL_NAMES, CHANNELS, FILE_CHANNELS } from '../../../lib/config/channels';
import { delivery, message } from '../../alerts/deliveries';
import { startReceiver } from '../../support/receiver';

const alertsOf = (text: string, environment: Readonly<Record<string, string>>) => {
  const parsed = parseConfig(`alerts: ${text}`, 'monitor.yaml', environment);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.alerts;
};

test('the file has a group for every channel but that of a chat service, which reads a topic of the stack', () => {
  expect(CHANNEL_NAMES.filter((name) => !FILE_CHANNELS.some((other) => other === name))).toEqual(['amazon-q']);
});

test('every channel that the file names is opened with its values, and none that it does not name', async () => {
  const slack = await startReceiver((response) => response.writeHead(404).end('no_service'));
  const webhook = await startReceiver((response) => response.writeHead(200).end());
  const environment = { SLACK: slack.url, SECRET: `whsec_${Buffer.alloc(32).toString('base64')}` };
  const text = `{ slack: { webhookUrl: "\${SLACK}" }, webhook: { url: "${webhook.url}", signingSecret: "\${SECRET}" }, sns: { topicArn: "arn:aws:sns:eu-west-1:123456789012:mail" } }`;
  const channels = channelsOf(alertsOf(text, environment), environment, () => undefined);
  expect(channels.map(({ name }) => name)).toEqual(['terminal', ...FILE_CHANNELS]);
  await channels[2]?.send(delivery(message()));
  expect(webhook.received[0]?.headers).toHaveProperty('webhook-signature');
  await expect(channels[1]?.send(delivery(message()))).rejects.toThrow('put its URL into alerts.slack.webhookUrl.');
  expect(channelsOf(alertsOf('{}', {}), {}, () => undefined).map(({ name }) => name)).toEqual(['terminal']);
  await Promise.all([slack.close(), webhook.close()]);
});

test('every note for people begins with the name of its channel', () => {
  for (const name of CHANNEL_NAMES) expect(CHANNELS[name].note).toMatch(/^\*\*[A-Z][\w ]+\*\*/);
});
