/** Where the title of a page is looked for, characters. */
const HEAD = 4096;

/** The title of an HTML page in one line; undefined when there is none. Entities stay as they are. */
export function pageTitle(body: string): string | undefined {
  const title = /<title[^<>]{0,200}>([^<]{0,500})/i.exec(body.slice(0, HEAD))?.[1];
  const line = title?.replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}
