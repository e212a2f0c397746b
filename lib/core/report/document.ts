import * as z from 'zod';
import { checkDocumentSchema } from './schema';

/** The part of JSON Schema that zod writes for the report. */
interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
}

const jsonSchema = () => z.toJSONSchema(checkDocumentSchema, { io: 'input', target: 'draft-2020-12' });

/** docs/check-json.schema.json: what `check --json` prints, as JSON Schema. */
export const checkJsonSchema = (): string =>
  `${JSON.stringify({ title: 'mta-sts-watch check --json', ...jsonSchema() }, null, 2)}\n`;

/** docs/check-json.md: the same as a table for people. */
export function checkJsonDocument(): string {
  const rows = fields(jsonSchema() as Node, '').map(({ path, type, about }) => `| \`${path}\` | ${type} | ${about} |`);
  return `# What \`check --json\` prints

<!-- Written by \`npm run docs\` from lib/core/report/schema.ts. Change the schema, not this file. -->

\`mta-sts-watch check --json\` prints one JSON document. With \`--ndjson\` each element of \`domains\` is a line of its own, as soon as it is there.
\`schemaVersion\` grows by one when a field changes its meaning or goes away. New fields can come at any time, so ignore those that you do not know.
Version 2 has the verdict \`mx-not-checked\` (policy published and valid; MX hosts not checked). Version 1 called such a domain \`unknown\`.
As JSON Schema: [check-json.schema.json](check-json.schema.json). The kinds of findings: [findings.md](findings.md).

Exit codes: 0 nothing wrong, 1 a finding at or above \`--fail-on\` or a server that said "not now" at all three tries, 2 it could not be checked (with \`--no-smtp\`, MX hosts do not count), 64 a mistake in the command line.

Texts from the network stand in the document as they were published, in JSON's own escapes: treat them as hostile.

A field with \`?\` may be missing. \`[]\` is each element of a list, \`{}\` each value of an object that has names or hashes for keys.

| field | type | |
| --- | --- | --- |
${rows.join('\n')}
`;
}

interface Field {
  readonly path: string;
  readonly type: string;
  readonly about: string;
}

function fields(node: Node, path: string): readonly Field[] {
  const required = new Set(node.required);
  const named = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    describe(child, `${path === '' ? '' : `${path}.`}${name}`, required.has(name) ? '' : '?'),
  );
  const elements = node.items === undefined ? [] : fields(node.items, `${path}[]`);
  const values = typeof node.additionalProperties === 'object' ? fields(node.additionalProperties, `${path}{}`) : [];
  return [...named, ...elements, ...values];
}

const describe = (node: Node, path: string, optional: string): readonly Field[] => [
  { path: `${path}${optional}`, type: typeName(node), about: node.description ?? '' },
  ...fields(node, path),
];

function typeName(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.anyOf !== undefined) return node.anyOf.map(typeName).join(' or ');
  if (node.items !== undefined) return `list of ${node.items.type === 'string' ? 'texts' : 'objects'}`;
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? ['anything']);
  return types.map((type) => (type === 'string' ? 'text' : type)).join(' or ');
}
