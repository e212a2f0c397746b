/** Writes the documents that are made from the code; the tests hold them to be current. Run it as `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, URL } from 'node:url';
import { transformFileSync } from '@swc/core';
import { ROOMS } from '../.dependency-cruiser.mjs';

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

const placeOf = (file) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url));
for (const { file, from, make } of DOCUMENTS) writeFileSync(placeOf(file), require(`../lib/${from}.ts`)[make]());

/** The table of docs/architecture.md, from the rooms that the linter holds. */
const paths = (list) => list.map((path) => `\`${path}\``).join(', ');
const rooms = ROOMS.map(({ folders, holds, imports, types = [] }) => {
  const may = [
    ...(imports.length > 0 ? [paths(imports)] : []),
    ...(types.length > 0 ? [`types of ${paths(types)}`] : []),
  ];
  return `| ${paths(folders)} | ${holds} | ${may.length === 0 ? 'nothing else' : may.join('; ')} |`;
});
const architecture = placeOf('architecture.md');
writeFileSync(
  architecture,
  readFileSync(architecture, 'utf8').replace(
    /\| folder \|[\s\S]*?(?=\n\n)/,
    () => `| folder | holds | may import, besides itself |\n| --- | --- | --- |\n${rooms.join('\n')}`,
  ),
);
