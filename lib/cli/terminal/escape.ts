/**
 * Text from the network, or from a file, on a terminal: `safe` for one line of text, `safeJson` for a document.
 * Control characters, ANSI sequences, bidi and zero-width marks, and lone surrogates come out as visible escapes.
 */
export { escapeHidden as safe, escapedJson as safeJson } from '../../core/text/escape';
