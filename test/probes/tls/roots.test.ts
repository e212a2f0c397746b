import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { transformFileSync } from '@swc/core';
import { trustedRoots } from '../../../lib/probes/tls/roots';
import { Pki } from '../../../lib/sandbox/pki/authority';

let ca: string;
beforeAll(async () => {
  ca = (await Pki.create()).rootPem.trim();
});

test("Mozilla's roots by default", () => {
  expect(trustedRoots()).toEqual(expect.arrayContaining([...rootCertificates]));
});

test('given ones beside them, each once, several in one text, with text between', () => {
  const roots = trustedRoots([`# our CA\n${ca}\n${rootCertificates[0]}\n`, ca]);
  expect(roots).toHaveLength(new Set(trustedRoots()).size + 1);
  expect(roots).toContain(ca);
});

test.each([
  ['', /^CA 1 holds no PEM certificate$/],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', /^CA 1 holds no PEM certificate$/],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /^CA 1 holds a certificate that cannot be read$/],
])('%j is refused', (text, message) => {
  expect(() => trustedRoots([text])).toThrow(TypeError);
  expect(() => trustedRoots([text])).toThrow(message);
});

/** Node reads it once, at its start: a process of its own for each. */
describe('NODE_EXTRA_CA_CERTS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roots-'));
  const compiled = join(folder, 'roots.js');
  const file = join(folder, 'ca.pem');
  beforeAll(() => {
    const source = require.resolve('../../../lib/probes/tls/roots.ts');
    writeFileSync(
      compiled,
      transformFileSync(source, {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      }).code,
    );
    writeFileSync(file, `${ca}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['a file: counts', file, true],
    ['a file that is not there: is passed over, as Node does', join(folder, 'none.pem'), false],
    ['nothing', '', false],
  ])('%s', (_, value, trusted) => {
    const script = `process.stdout.write(String(require(${JSON.stringify(compiled)}).trustedRoots().some((pem) => pem.trim() === process.env.CA)))`;
    const env = { ...process.env, CA: ca, NODE_EXTRA_CA_CERTS: value };
    expect(
      execFileSync(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    ).toBe(String(trusted));
  });
});
