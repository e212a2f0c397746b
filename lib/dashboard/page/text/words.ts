import type { Severity, VerdictName } from '../../../core/model';

/** What a verdict means for mail, for a reader who sees it the first time. */
export const VERDICT_WORDS: Readonly<Record<VerdictName, { readonly title: string; readonly says: string }>> = {
  undeliverable: { title: 'Undeliverable', says: 'No MX host is left for senders that enforce' },
  degraded: { title: 'Degraded', says: 'Enforced, but some senders, addresses or MX hosts fail' },
  unprotected: { title: 'Unprotected', says: 'Senders find no usable policy' },
  unknown: { title: 'Unknown', says: 'The looks do not suffice to tell' },
  'mx-not-checked': { title: 'MX not checked', says: 'Policy published and valid; MX hosts not checked' },
  testing: { title: 'Testing', says: 'A valid policy that does not enforce yet' },
  protected: { title: 'Protected', says: 'Enforced and every MX host passes, or no mail is accepted' },
};

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

const numbers = new Intl.NumberFormat('en');

export const numberText = (n: number): string => numbers.format(n);

/** `1 domain`, `35,000 domains`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${numberText(n)} ${n === 1 ? noun : plural}`;

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** `policy-host-missing` as words, for a kind that the API gives no title for. */
export const kindWords = (kind: string): string => {
  const words = kind
    .replaceAll('-', ' ')
    .replace(/\b(mx|sts|tls|tlsa|tlsrpt|dane|http|id)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};
