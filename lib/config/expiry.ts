import type { ExpiryThreshold } from '../core/certificate/expiry';
import type { Parsed } from './leaf';
import { shown } from './leaf';

/** A threshold as `21d/25%`: 21 days, and a quarter of the certificate's lifetime. */
export function parseThreshold(raw: unknown): Parsed<ExpiryThreshold> {
  const match = /^(\d{1,4})d\s*\/\s*(\d{1,3}(?:\.\d{1,2})?)%$/.exec(typeof raw === 'string' ? raw.trim() : '');
  const days = Number(match?.[1]);
  const percent = Number(match?.[2]);
  if (days >= 1 && percent > 0 && percent <= 100) return { value: { days, share: percent / 100 } };
  return { fault: `${shown(raw)} is not a threshold`, fix: 'Write days and a share of the lifetime, such as 21d/25%.' };
}
