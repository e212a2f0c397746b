/** Where the reader is. It stands behind the `#`, so that it is the same wherever the page is served. */
export interface Route {
  /** Decoded, such as `['domain', 'example.com']`; empty for the overview. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** The route of a location's hash; whatever cannot be decoded is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  try {
    return {
      path: path
        .split('/')
        .filter((part) => part !== '')
        .map(decodeURIComponent),
      query: Object.fromEntries(new URLSearchParams(query)),
    };
  } catch {
    return { path: [], query: {} };
  }
}

/** The link to a view, such as `#/domain/example.com`. What is undefined or empty is left out of the query. */
export function linkTo(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  return `#/${path.map(encodeURIComponent).join('/')}${queryText(query)}`;
}

/** `?a=b`, or nothing. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

export const domainLink = (name: string): string => linkTo(['domain', name]);
export const mxHostLink = (name: string): string => linkTo(['mx', name]);
export const targetLink = ({ type, name }: { readonly type: 'domain' | 'mx-host'; readonly name: string }): string =>
  type === 'domain' ? domainLink(name) : mxHostLink(name);
