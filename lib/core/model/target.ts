/** What is scheduled and looked at: a policy domain, or an MX host that any number of domains share. */
export type Target =
  { readonly type: 'domain'; readonly name: string } | { readonly type: 'mx-host'; readonly name: string };

export type TargetType = Target['type'];

export const domainTarget = (name: string): Target => ({ type: 'domain', name });
export const mxHostTarget = (name: string): Target => ({ type: 'mx-host', name });

/** `domain/example.com` or `mx-host/mx1.example.com`: one string for keys, events and logs. */
export const targetId = (target: Target): string => `${target.type}/${target.name}`;

/** The inverse of {@link targetId}. @throws RangeError when the text is not a target id. */
export function parseTargetId(id: string): Target {
  const slash = id.indexOf('/');
  const type = id.slice(0, slash);
  if (type !== 'domain' && type !== 'mx-host') throw new RangeError(`not a target id: ${JSON.stringify(id)}`);
  return { type, name: id.slice(slash + 1) };
}
