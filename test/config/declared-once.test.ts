import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config,
  ts.sys,
  ROOT,
);

/** The files that must complain; what they import is compiled with them. */
const READERS = [
  'lambdas/zones.ts',
  'lib/alerts/open.ts',
  'lib/cli/agent/start.ts',
  'lib/cli/start/channels.ts',
  'lib/config/channels.ts',
  'lib/constructs/alerting/index.ts',
  'lib/constructs/mta-sts-watch/check-props.ts',
  'lib/constructs/mta-sts-watch/from-config.ts',
  'lib/constructs/mta-sts-watch/settings.ts',
  'lib/probes/check-options.ts',
];

/**
 * Declarations that nothing reads: in a file, a text and what stands before it then. Their names are none that a
 * maintainer would give, so that a declaration of the same name does not hide what the compiler says.
 */
const UNREAD: readonly (readonly [file: string, text: string, before: string])[] = [
  ['lib/config/check-settings.ts', '  httpsPort: defaulting(', `  proxyPort: ${option('parsePort')},\n`],
  ['lib/constructs/mta-sts-watch/check-props.ts', '  readonly httpsPort?', '  readonly plainPort?: number;\n'],
  [
    'lib/config/channels.ts',
    '  slack: {\n    note:',
    `  telex: { ...UNREAD, secret: { ...UNREAD.secret, prop: 'telexWebhook' } },\n  carrier: { note: '', fields: {}, topic: { variable: 'V', prop: 'chat' } },\n`,
  ],
  [
    'lib/config/channels.ts',
    '/**\n * The channels that alerts are sent to',
    `const UNREAD = { note: '', fields: { url: { noun: 'URL', parse: parseSecretUrl('x', false), notes: { about: '', form: '' } } }, secret: { id: 'Telex', variable: 'V', output: 'O', holds: '', put: '' } } as const;\n`,
  ],
  ['lib/config/channels.ts', '  readonly slackWebhook?', '  readonly carrierWebhook?: true | S;\n'],
  ['lib/config/schema.ts', '  ...channelKeys(environment),\n', '  gossip: z.strictObject({}).optional(),\n'],
  ['lib/config/schema.ts', '  remindAfter: defaulting(', `  quietAfter: leaf(parseYesNo, { about: '', form: '' }),\n`],
  ['lib/config/route53.ts', '    ownAccount: leaf(', `    publicOnly: leaf(parseYesNo, { about: '', form: '' }),\n`],
  ['lib/config/agent.ts', '  name: optional(', `  pace: ${option('parseAgentName')},\n`],
];

function option(parser: string): string {
  return `optional(${parser}, { about: '', form: '', option: { flags: '-x <x>', help: '' } })`;
}

/** The sources with what nothing reads. */
function withUnread(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const [file, text, before] of UNREAD) {
    const path = join(ROOT, file);
    const source = sources.get(path) ?? readFileSync(path, 'utf8');
    if (source.split(text).length !== 2)
      throw new Error(`${file} has ${JSON.stringify(text)} not once: follow it here.`);
    sources.set(path, source.replace(text, `${before}${text}`));
  }
  return sources;
}

/** What the compiler says about the readers: `FILE: MESSAGE`. */
function complaints(changed: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    const text = changed.get(path);
    return text === undefined ? read(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  };
  const files = READERS.map((path) => join(ROOT, path));
  const program = ts.createProgram(files, options, host);
  return READERS.flatMap((path, index) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(files[index] ?? ''))
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

let found: readonly string[];
// The compiler reads the types of the CDK.
beforeAll(() => {
  found = complaints(withUnread());
}, 300_000);

test.each([
  ['a setting of a check that no observer reads', 'lib/probes/check-options.ts', "'proxyPort' is missing"],
  ['a setting of a check without a prop', 'lib/constructs/mta-sts-watch/check-props.ts', '"proxyPort"'],
  ['a prop that is no setting', 'lib/constructs/mta-sts-watch/check-props.ts', '"plainPort"'],
  ['a channel whose secret no prop asks for', 'lib/config/channels.ts', '"telexWebhook"'],
  ['a channel that nothing opens', 'lib/alerts/open.ts', /missing.*telex/],
  ['a prop for a secret that no channel has', 'lib/config/channels.ts', '"carrierWebhook"'],
  ['a topic that the stack does not have', 'lib/constructs/alerting/index.ts', "'carrier' is missing"],
  ['a group of the schema that is no channel', 'lib/cli/start/channels.ts', '"gossip"'],
  ['a rule about alerts that no handler gets', 'lib/constructs/mta-sts-watch/settings.ts', "'quietAfter' is missing"],
  ['a key of hosted zones that no prop takes', 'lib/constructs/mta-sts-watch/from-config.ts', '"publicOnly"'],
  ['a key of hosted zones that nothing reads', 'lambdas/zones.ts', '"publicOnly"'],
  ['a rule about alerts that no prop takes', 'lib/constructs/mta-sts-watch/from-config.ts', '"quietAfter"'],
  ['a key of the agent that nothing reads', 'lib/cli/agent/start.ts', '"pace"'],
])('%s does not compile', (_what, file, says) => {
  expect(found.filter((complaint) => complaint.startsWith(file)).join('\n')).toMatch(says);
});
