import { withoutHidden } from '../text/escape';
import { nearest } from '../text/nearest';

export const POLICY_FIELDS = ['version', 'mode', 'mx', 'max_age'] as const;
export type PolicyField = (typeof POLICY_FIELDS)[number];

/** What one line of a policy is to a sender that follows the grammar of RFC 8461 section 3.2. */
export type PolicyLine =
  /** A field that the RFC defines; the value is not judged here. */
  | { readonly form: 'field'; readonly field: PolicyField; readonly value: string; readonly valueFrom: number }
  /** Within the grammar of an extension: senders ignore it. `meant` is the field that it looks like a slip of. */
  | { readonly form: 'extension'; readonly key: string; readonly meant?: MeantField }
  | { readonly form: 'blank' }
  /** Outside the grammar. `meant` is the field that a person reads there. */
  | { readonly form: 'malformed'; readonly fault: LineFault; readonly meant?: MeantField };

export interface MeantField {
  readonly field: PolicyField;
  readonly value: string;
}

export type LineFault =
  | 'bullet'
  | 'bare-cr'
  | 'leading-space'
  | 'space-before-colon'
  | 'no-colon'
  | 'key-characters'
  | 'extension-value'
  | 'comment';

const EXTENSION_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
/** What marks the entry of a list: a bullet or a number, and white space. */
const BULLET = /^[ \t]*(?:[-*+\u00b7\u2013\u2014\u2022\u2023\u2043\u25aa\u25cf\u25e6]|\d{1,3}[.)])[ \t]+/u;
/** Longer lines are not a field with a slip in its key. */
const LONGEST_SLIP = 512;

/** The lines of a body without their terminators, LF or CRLF; the last terminator is optional. */
export function policyLines(body: string): string[] {
  const lines = body.split('\n');
  const last = lines.pop() ?? '';
  const terminated = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return last === '' ? terminated : [...terminated, last];
}

/** Reads one line, its terminator removed. */
export function readPolicyLine(line: string): PolicyLine {
  if (/^[ \t]*$/.test(line)) return { form: 'blank' };
  const colon = line.indexOf(':');
  const key = line.slice(0, Math.max(colon, 0));
  if (!line.includes('\r') && EXTENSION_NAME.test(key)) return readPair(line, key);
  return { form: 'malformed', fault: lineFault(line), ...meantField(line) };
}

function readPair(line: string, key: string): PolicyLine {
  const value = trimSpace(line.slice(key.length + 1));
  const field = POLICY_FIELDS.find((known) => known === key);
  if (field !== undefined)
    return { form: 'field', field, value, valueFrom: value === '' ? line.length : line.indexOf(value, key.length + 1) };
  if (!isExtensionValue(value)) return { form: 'malformed', fault: 'extension-value', ...meantField(line) };
  return { form: 'extension', key, ...meantField(line) };
}

/** Without SP and HTAB around it. `trim` would also take a byte order mark or a no-break space, which senders keep. */
function trimSpace(text: string): string {
  const isSpace = (index: number): boolean => text[index] === ' ' || text[index] === '\t';
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(from)) from += 1;
  while (to > from && isSpace(to - 1)) to -= 1;
  return text.slice(from, to);
}

/** `sts-policy-ext-value`: visible characters, UTF-8 included, with spaces between them. */
// eslint-disable-next-line no-control-regex -- the grammar excludes the controls of ASCII, and no others
const isExtensionValue = (value: string): boolean => value !== '' && !/[\x00-\x1f\x7f\p{Cs}]/u.test(value);

function lineFault(line: string): LineFault {
  if (line.includes('\r')) return 'bare-cr';
  if (/^[ \t]*(?:#|\/\/|--)/.test(line)) return 'comment';
  if (BULLET.test(line)) return 'bullet';
  if (/^[ \t]/.test(line)) return 'leading-space';
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}[ \t]+:/.test(line)) return 'space-before-colon';
  return line.includes(':') ? 'key-characters' : 'no-colon';
}

/** The field that a person reads in the line: other case, hidden characters, "=" for the colon, a slip of the pen. */
function meantField(line: string): { meant?: MeantField } {
  if (line.length > LONGEST_SLIP || lineFault(line) === 'comment') return {};
  const plain = withoutHidden(line.replace(BULLET, '').normalize('NFKC')).trim();
  const separator = plain.search(/[:=]/);
  const end = separator === -1 ? plain.search(/[ \t]/) : separator;
  if (end === -1) return {};
  const word = plain
    .slice(0, end)
    .trim()
    .replace(/^["'*]+|["'*]+$/g, '');
  const key = word.toLowerCase().replace(/[\s-]+/g, '_');
  const field = separator === -1 ? POLICY_FIELDS.find((known) => known === key) : nearest(key, POLICY_FIELDS);
  return field === undefined ? {} : { meant: { field, value: plain.slice(end + 1).trim() } };
}
