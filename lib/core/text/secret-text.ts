/**
 * A text that may quote the configuration, for a message or a log. A webhook's URL is a secret in its user, path and query, and may
 * have been written at the wrong place, so that nothing of a URL is kept but its scheme and host; and nothing of a
 * signing secret.
 */
export const withoutSecrets = (text: string): string =>
  text.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s"']*/gi, withoutPath).replace(/whsec_[^\s"']*/g, 'whsec_…');

function withoutPath(text: string): string {
  if (!URL.canParse(text)) return `${text.slice(0, text.indexOf('//') + 2)}…`;
  const { protocol, host, username, password, pathname, search, hash } = new URL(text);
  const bare = username + password + search + hash === '' && /^\/?$/.test(pathname);
  return bare ? text : `${protocol}//${host}/…`;
}
