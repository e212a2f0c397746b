/** Shorter parts of a URL are words such as "api", which say nothing, and stand in other texts. */
const SHORTEST_SECRET = 6;

/**
 * A text that a receiver sent back, without what is secret of the URL that it was sent to: many web servers repeat the
 * path in their error page. User, password, path, query values, and each longer part of the path are taken out, as they
 * stand in the URL and decoded.
 */
export function concealed(text: string, url: URL): string {
  const { username, password, pathname, search, searchParams } = url;
  const basic = Buffer.from([username, password].map(decoded).join(':')).toString('base64');
  const whole = [password, `${pathname}${search}`, pathname, search.slice(1)].filter((part) => part.length > 1);
  const parts = [...pathname.split('/'), ...searchParams.values(), username, basic].filter(
    (part) => part.length >= SHORTEST_SECRET,
  );
  const secrets = [...new Set([...whole, ...parts].flatMap((part) => [part, decoded(part)]))]
    .filter((part) => part !== '')
    // The longest first: a part within it would leave the rest of it.
    .sort((a, b) => b.length - a.length);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
}

/** Percent-decoded, where that can be done. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A per cent sign that stands for itself.
    return text;
  }
}
