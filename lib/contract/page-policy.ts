/**
 * What the browser may do for the dashboard's page: load its own files, ask its own origin, and nothing else. No inline
 * script or style, no evaluation, no markup from text (Trusted Types).
 * @param alsoAsk other origins that the page may ask, such as those of a sign-in
 */
export const contentSecurityPolicy = (alsoAsk: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...alsoAsk].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Set on the page and on every answer to it, beside the policy above. */
export const PAGE_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
