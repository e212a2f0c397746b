import type { Reference } from './entry';

/** A section of an RFC, at its editor's. */
export const rfc = (number: number, section: string): Reference => ({
  text: `RFC ${number}, section ${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}.html#section-${section}`,
});

export const cve = (id: string): Reference => ({ text: id, url: `https://www.cve.org/CVERecord?id=${id}` });
