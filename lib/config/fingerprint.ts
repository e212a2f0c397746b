import type { Parsed } from './leaf';
import { shown } from './leaf';

/** A SHA-256 fingerprint as openssl prints it, or bare; lower-case hex without colons comes out. */
export function parseFingerprint(raw: unknown): Parsed<string> {
  const digits = typeof raw === 'string' ? raw.replace(/^.*[=\s]\s*(?=\S+\s*$)/, '').replace(/[:\s]/g, '') : '';
  if (/^[0-9a-fA-F]{64}$/.test(digits)) return { value: digits.toLowerCase() };
  return {
    fault: `${shown(raw)} is not a SHA-256 fingerprint`,
    fix: 'Write its 64 hexadecimal digits, with or without colons, as openssl prints them on the mail server.',
  };
}
