/** Writes the documents that are made from the code; the tests hold them to be current. Run it as `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, URL } from 'node:url';
import { transformFileSync } from '@swc/core';

const require = createRequire(import.meta.url);

/** Reads TypeScript as it is, so that a document can be written while the rest of the tree does not compile. */
require.extensions['.ts'] = (module, file) =>
  module._compile(
    transformFileSync(file, {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    }).code,
    file,
  );

const DOCUMENTS = [
  { file: 'findings.md', from: 'core/findings/document', make: 'findingsDocument' },
  { file: 'configuration.md', from: 'config/page', make: 'configurationPage' },
  { file: 'alerts.md', from: 'alerts/page', make: 'alertsPage' },
  { file: 'command-line.md', from: 'cli/page', make: 'commandLinePage' },
  { file: 'check-json.md', from: 'core/report/document', make: 'checkJsonDocument' },
  { file: 'check-json.schema.json', from: 'core/report/document', make: 'checkJsonSchema' },
  { file: 'query.md', from: 'query/documents', make: 'queryDocument' },
  { file: 'openapi.json', from: 'query/documents', make: 'openApiFile' },
];

for (const { file, from, make } of DOCUMENTS)
  writeFileSync(fileURLToPath(new URL(`../docs/${file}`, import.meta.url)), require(`../lib/${from}.ts`)[make]());
