import { allKeys } from './reference';
import type { KeyReference } from './reference';

const INTRODUCTION = `# Configuration

\`npm start\`, \`mta-sts-watch\` and \`npx cdk deploy\` read the same file, YAML or JSON: the one given with \`--config FILE\` (with \`-c config=FILE\` to \`cdk\`), or \`mta-sts-watch.yaml\` in the folder that the command is started in. A file with a mistake is refused whole; every mistake is named with its line, and nothing that is stored is touched.

\`\`\`yaml
domains:
  - example.com
  - example.net
schedule:
  domains: 1h
  mxHosts: 1h
alerts:
  slack:
    webhookUrl: \${SLACK_WEBHOOK_URL}
\`\`\`

A duration is a number with its unit: \`30s\`, \`15m\`, \`6h\`, \`7d\`. Secrets may stand in the environment: \`\${NAME}\` is the value of the variable NAME. An option on the command line overrides its key.
`;

/** docs/configuration.md, from the schema. */
export function configurationPage(): string {
  const keys = allKeys();
  const groups = [...new Set(keys.map(({ key }) => groupOf(key)))];
  const sections = groups.map(
    (group) =>
      `${group === '' ? '## Keys' : `## ${group}`}\n\n${keys
        .filter(({ key }) => groupOf(key) === group)
        .map(entry)
        .join('\n\n')}\n`,
  );
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

/** The outermost group of a key; those of no group come under one heading. */
const groupOf = (key: string): string => (key.includes('.') ? key.slice(0, key.indexOf('.')) : '');

function entry({ key, about, form, otherwise, option, formerly, required, ...rest }: KeyReference): string {
  const fallback = rest.default === undefined ? (otherwise ?? 'none') : `\`${written(rest.default)}\``;
  const facts = [
    form,
    required ? 'required in its group' : `default: ${fallback}`,
    ...(option === undefined ? [] : [`option: \`${option}\``]),
    ...(formerly === undefined ? [] : [`formerly \`${formerly}\`, which is read too`]),
  ];
  return `### \`${key}\`\n\n${about}\n\n${facts.join(' · ')}`;
}

const written = (value: unknown): string => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));
