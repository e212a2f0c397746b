import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { amazonQChannel } from '../../lib/alerts/amazon-q/channel';
import { slackChannel } from '../../lib/alerts/slack/channel';
import { snsChannel } from '../../lib/alerts/sns/channel';
import { webhookChannel } from '../../lib/alerts/webhook/channel';
import { ENVIRONMENT } from '../../lib/contract/environment';
import type { EnvironmentName } from '../../lib/contract/environment';
import type { AlertChannel } from '../../lib/monitor/ports';
import { environment } from './deployment';

/** The channels of this deployment. */
export function channels(names: readonly string[]): AlertChannel[] {
  const secrets = new SecretsManagerClient({});
  const known: Readonly<Record<string, () => AlertChannel>> = {
    sns: () => snsChannel(environment(ENVIRONMENT.alertTopicArn)),
    'amazon-q': () => amazonQChannel(environment(ENVIRONMENT.chatTopicArn)),
    slack: () =>
      fromSecret('slack', ENVIRONMENT.slackSecretArn, secrets, (text, arn) =>
        slackChannel(httpsUrl(text, arn), `the secret ${arn}`),
      ),
    webhook: () =>
      fromSecret('webhook', ENVIRONMENT.webhookSecretArn, secrets, (text, arn) => {
        const { url, signingSecret } = json(text, arn);
        return webhookChannel(httpsUrl(url ?? '', arn), signingSecret);
      }),
  };
  return names.map((name) => {
    const make = known[name];
    if (make === undefined) throw new Error(`There is no channel ${name}.`);
    return make();
  });
}

/** A channel whose secret is read when there is something to tell: a new value counts at once, and without one only this channel waits. */
function fromSecret(
  name: string,
  variable: EnvironmentName,
  secrets: SecretsManagerClient,
  make: (text: string, arn: string) => AlertChannel,
): AlertChannel {
  const arn = environment(variable);
  return {
    name,
    async send(delivery, signal) {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
      await make(SecretString?.trim() ?? '', arn).send(delivery, signal);
    },
  };
}

/** Plain HTTP is for a receiver on the same machine, as in a test. No message shows the text: it is a secret. */
export function httpsUrl(text: string, arn: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && /^127\./.test(url.hostname);
  if (url?.protocol !== 'https:' && !isLocal)
    throw new Error(`The secret ${arn} holds no URL yet: put it in with aws secretsmanager put-secret-value.`);
  return text;
}

function json(text: string, arn: string): { readonly url?: string; readonly signingSecret?: string } {
  try {
    return JSON.parse(text) as { url?: string; signingSecret?: string };
  } catch {
    throw new Error(
      `The secret ${arn} holds no {"url": "https://…"} yet: put it in with aws secretsmanager put-secret-value.`,
    );
  }
}
