import type { Parsed } from './leaf';
import { shown } from './leaf';

/** A value that must not be seen: written in the file itself, or in the environment under a name. */
export type Secret =
  { readonly from: 'file'; readonly value: string } | { readonly from: 'environment'; readonly name: string };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The secret's text; undefined when its variable is not set. */
export const revealed = (secret: Secret, environment: Environment): string | undefined =>
  secret.from === 'file' ? secret.value : environment[secret.name]?.trim();

/**
 * A parser of secrets: `${NAME}` stands for an environment variable. With an `environment`, the variable must be set
 * to what `parse` accepts; without one (a deployment that will hold the secret elsewhere) the reference is enough.
 * `parse` must not repeat the value in its words.
 */
export function secret(
  parse: (text: string) => Parsed<string>,
  environment: Environment | undefined,
): (raw: unknown) => Parsed<Secret> {
  return (raw) => {
    if (typeof raw !== 'string')
      return {
        fault: `${shown(raw)} is not a text`,
        fix: 'Write the value, or ${NAME} for that of the environment variable NAME.',
      };
    const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(raw.trim())?.[1];
    if (name === undefined) return kept(parse(raw.trim()), (value) => ({ from: 'file', value }));
    if (environment === undefined) return { value: { from: 'environment', name } };
    const value = environment[name]?.trim();
    if (value === undefined || value === '')
      return {
        fault: `the environment variable ${name} is not set`,
        fix: `Set it, or write the value here instead of \${${name}}.`,
      };
    return kept(parse(value), () => ({ from: 'environment', name }));
  };
}

function kept(parsed: Parsed<string>, wrap: (value: string) => Secret): Parsed<Secret> {
  return 'value' in parsed ? { value: wrap(parsed.value) } : parsed;
}

/** A URL that holds a secret. Plain HTTP is for a receiver on this machine, unless `plainHttp`. */
export function parseSecretUrl(what: string, plainHttp: boolean): (text: string) => Parsed<string> {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
      return { fault: `this is not ${what}`, fix: 'Write a whole URL that begins with https://.' };
    const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    if (url.protocol === 'http:' && !local && !plainHttp)
      return {
        fault: `${what} must not be sent over plain HTTP, where anybody on the way can read it`,
        fix: 'Write https:// instead of http://.',
      };
    return { value: url.href };
  };
}

/** A signing secret of the Standard Webhooks specification: `whsec_` and 24 to 64 octets in base64. */
export function parseSigningSecret(text: string): Parsed<string> {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const octets = base64 === undefined ? 0 : Buffer.from(base64, 'base64').length;
  if (octets >= 24 && octets <= 64) return { value: text };
  return {
    fault: 'this is not a signing secret',
    fix: 'Write whsec_ and 24 to 64 random octets in base64, as made by: echo "whsec_$(openssl rand -base64 32)".',
  };
}
