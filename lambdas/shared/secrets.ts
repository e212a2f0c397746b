import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { FieldValues, SecretRecord } from '../../lib/contract/channels';

/**
 * What a person put into a secret: the text of its only field, or a JSON object of its fields. No message shows it.
 * @throws Error naming the secret and what to put in
 */
export async function readSecret<R extends SecretRecord>(
  arn: string,
  { fields }: R,
  client: SecretsManagerClient,
): Promise<FieldValues<R['fields'], string>> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const text = SecretString?.trim() ?? '';
  const [only, ...others] = Object.keys(fields);
  const values = only !== undefined && others.length === 0 ? { [only]: text } : json(text);
  const required = Object.entries(fields).filter(([, { optional }]) => optional !== true);
  if (values === undefined) throw missing(arn, `{${required.map(([key]) => `"${key}": "…"`).join(', ')}}`);
  for (const [key, { noun, parse }] of required) {
    const parsed = parse(values[key] ?? '');
    if ('fault' in parsed || isPlainHttp(parsed.value)) throw missing(arn, noun);
  }
  return values as FieldValues<R['fields'], string>;
}

const missing = (arn: string, what: string): Error =>
  new Error(`The secret ${arn} holds no ${what} yet: put it in with aws secretsmanager put-secret-value.`);

function json(text: string): Readonly<Record<string, string>> | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as Record<string, string> | undefined;
  } catch {
    return undefined;
  }
}

/** Plain HTTP is for a receiver on the same machine, as in a test. */
function isPlainHttp(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' && !/^127\./.test(url.hostname);
}
