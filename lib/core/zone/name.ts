/** A name as a zone file or Route 53 writes it (`\052.Example.com.`), in lower case, without escapes and the root dot. */
export const plainName = (name: string): string =>
  name
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
    .toLowerCase()
    .replace(/\.$/, '');

/** Whether the name is the zone's own, or below it. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The name without its first label; empty at the root. */
export const parentName = (name: string): string => (name.includes('.') ? name.slice(name.indexOf('.') + 1) : '');

/** The name and all above it, nearest first, down to two labels: the zones that a mail domain may be in. */
export function zoneCandidates(name: string): readonly string[] {
  const candidates: string[] = [];
  for (let at = name; at.includes('.'); at = parentName(at)) candidates.push(at);
  return candidates;
}
