import { escapeHidden } from '../../core/text/escape';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * A text for an element or an attribute of XML. Hidden characters, among them all that XML cannot hold, are written as
 * escapes such as `\u202e`; line breaks stay.
 */
export const xmlText = (text: string): string =>
  text
    .split('\n')
    .map(escapeHidden)
    .join('\n')
    // The two that Unicode calls no characters, and XML forbids.
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
