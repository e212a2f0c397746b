import { withoutSecrets } from '../../../lib/core/text/secret-text';

test.each([
  ['https://example.com', 'https://example.com'],
  ['https://example.com/', 'https://example.com/'],
  ['https://example.com:8443/', 'https://example.com:8443/'],
  ['https://example.com/hook', 'https://example.com/…'],
  ['https://example.com//', 'https://example.com/…'],
  ['https://example.com/?k=secret', 'https://example.com/…'],
  ['https://example.com/#secret', 'https://example.com/…'],
  ['https://user@example.com/', 'https://example.com/…'],
  ['https://:pass@example.com/', 'https://example.com/…'],
  ['HTTPS://example.com:8443/hook', 'https://example.com:8443/…'],
  ['svn+ssh://example.com/x', 'svn+ssh://example.com/…'],
  ['at https://a.example/s1 and https://b.example/s2', 'at https://a.example/… and https://b.example/…'],
  ['"https://a.example/s1", \'https://b.example/s2\'.', '"https://a.example/…", \'https://b.example/…\'.'],
  ['https://[bad/secret', 'https://…'],
  ['https://', 'https://…'],
  ['the key whsec_c2VjcmV0 of it', 'the key whsec_… of it'],
  ['"whsec_a" and \'whsec_b\'', '"whsec_…" and \'whsec_…\''],
  ['whsec_', 'whsec_…'],
  ['no secret: example.com/path', 'no secret: example.com/path'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
