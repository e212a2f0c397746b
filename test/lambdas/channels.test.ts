import { channels } from '../../lambdas/shared/channels';
import { CHANNELS } from '../../lib/contract/channels';
import { delivery, message } from '../alerts/deliveries';
import { startReceiver } from '../support/receiver';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x';
const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' });
});
afterEach(() => {
  process.env = { ...before };
});

/** A Secrets Manager that holds this text, and a function with these variables before it. */
async function channelWith(name: 'slack' | 'webhook', text: string) {
  const secrets = await startReceiver((response) =>
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ ARN, SecretString: text })),
  );
  process.env.AWS_ENDPOINT_URL = secrets.url;
  process.env[CHANNELS[name].secret.variable] = ARN;
  const [channel] = channels([name]);
  return { secrets, send: async () => channel?.send(delivery(message())) };
}

test.each([
  ['slack', (url: string) => url],
  ['webhook', (url: string) => JSON.stringify({ url, signingSecret: `whsec_${Buffer.alloc(32).toString('base64')}` })],
] as const)('%s: the URL comes from the secret, read when there is something to tell', async (name, text) => {
  const receiver = await startReceiver((response) => response.writeHead(200).end('ok'));
  const { secrets, send } = await channelWith(name, text(receiver.url));
  expect(secrets.received).toHaveLength(0);
  await send();
  expect(receiver.received).toHaveLength(1);
  expect(JSON.stringify(receiver.received[0]?.body)).toContain('Mail to 3 domains is being refused');
  await Promise.all([secrets.close(), receiver.close()]);
});

test.each([
  ['slack', 'GENERATED-random-text', /holds no URL yet: put it in/],
  ['slack', 'http://hooks.slack.example/services/secret', /holds no URL yet/],
  ['webhook', 'GENERATED-random-text', /holds no \{"url"/],
  ['webhook', '{"signingSecret": "x"}', /holds no URL yet/],
  ['webhook', 'null', /holds no \{"url"/],
] as const)('%s: a secret without a URL (%j) says what to do, and does not show itself', async (name, text, says) => {
  const { secrets, send } = await channelWith(name, text);
  const error = await send().then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.message).toMatch(says);
  expect(error?.message).not.toContain(text);
  await secrets.close();
});

test('a webhook that Slack has removed: the new URL goes into the secret', async () => {
  const slack = await startReceiver((response) => response.writeHead(404).end('no_service'));
  const { secrets, send } = await channelWith('slack', slack.url);
  await expect(send()).rejects.toThrow(`make a new one, and put its URL into the secret ${ARN}`);
  await Promise.all([secrets.close(), slack.close()]);
});

test('a variable that the construct did not set is named', () => {
  expect(() => channels(['sns'])).toThrow('The environment variable MTA_STS_WATCH_ALERT_TOPIC_ARN is not set');
});
