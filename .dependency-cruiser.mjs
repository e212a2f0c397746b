/**
 * The rooms of the product, in the order of docs/architecture.md, whose table `npm run docs` writes from this list. The
 * rules below are made of it too, so a room is declared once. A room always imports itself.
 *
 * folders: with several, each is a room of its own: none imports another.
 * imports, types: paths that begin so; from those in `types` only with `import type`.
 * why: what you read when you broke the rule.
 */
export const ROOMS = [
  {
    name: 'core',
    folders: ['lib/core'],
    holds:
      'the vocabulary (`model`), the parsers, the judge, the words, the diff, the life of an alert. No I/O, no clock, no environment',
    imports: [],
    why: 'lib/core is the pure judge: it imports itself, pure libraries and pure parts of Node. Put I/O in lib/probes, lib/storage or lib/alerts.',
  },
  {
    name: 'monitor',
    folders: ['lib/monitor'],
    holds: 'the use cases, and the ports they need (`ports`)',
    imports: ['lib/core'],
    why: 'lib/monitor holds the use cases. It asks for what it needs through lib/monitor/ports; whoever starts it hands in the adapters.',
  },
  {
    name: 'adapters',
    folders: ['lib/probes', 'lib/storage', 'lib/alerts', 'lib/queues', 'lib/route53'],
    holds:
      'adapters: the network, DynamoDB, the channels, the queues of SQS, hosted zones. They never import each other',
    imports: ['lib/core', 'lib/contract', 'lib/monitor/ports'],
    why: 'An adapter knows the core, the ports, and the contract with the constructs, never another adapter or a use case.',
  },
  {
    name: 'query',
    folders: ['lib/query'],
    holds: 'the HTTP API that reads what is stored: resources, operations, their OpenAPI document',
    imports: ['lib/core', 'lib/monitor', 'lib/contract'],
    why: 'lib/query answers questions about what is stored. It reads through lib/monitor/ports; whoever serves it hands in the store.',
  },
  {
    name: 'config',
    folders: ['lib/config'],
    holds: 'the configuration file, as data',
    imports: ['lib/core'],
    why: 'lib/config reads a text into data, for the monitor and for the CDK app alike: whoever starts it reads the file.',
  },
  {
    name: 'contract',
    folders: ['lib/contract'],
    holds: 'what a construct and its handler must agree on: names of variables, messages, metrics, the table',
    imports: ['lib/core', 'lib/config'],
    why: 'Synth and every handler load lib/contract: it knows the core and the configuration, and no adapter.',
  },
  {
    name: 'constructs',
    folders: ['lib/constructs'],
    holds: 'the CDK constructs; they know a handler by its file only',
    imports: ['lib/core', 'lib/config', 'lib/contract'],
    why: 'A construct names a handler by its file and shares lib/contract with it; importing the handler would pull its SDK into synth.',
  },
  {
    name: 'lambdas',
    folders: ['lambdas'],
    holds: 'one handler a file; it wires adapters to a use case',
    imports: [
      'lib/core',
      'lib/monitor',
      'lib/probes',
      'lib/storage',
      'lib/alerts',
      'lib/queues',
      'lib/route53',
      'lib/query',
      'lib/config',
      'lib/contract',
    ],
    why: 'A handler wires adapters to a use case. The command line, the sandbox, the local dashboard and the constructs stay out of its bundle.',
  },
  {
    name: 'dashboard-server',
    folders: ['lib/dashboard/server'],
    holds: 'serves the page and hands the rest to the API; on loopback, under a strict content security policy',
    imports: ['lib/contract/page-policy'],
    why: 'lib/dashboard/server serves files and hands the rest to an API that it is given; it knows no adapter.',
  },
  {
    name: 'dashboard-page',
    folders: ['lib/dashboard/page'],
    holds:
      'the page itself (Preact), bundled into `dist/dashboard`; it asks the API by relative addresses, in `data/client.ts` alone',
    imports: ['lib/contract/hosted-dashboard', 'lib/core/text/escape'],
    types: ['lib/core', 'lib/query/resources'],
    why: 'lib/dashboard/page runs in a browser: of the rest of the product it takes types, the escape of hidden characters, and the names of the sign-in. Everything else comes from the API.',
  },
  {
    name: 'library',
    folders: ['lib/index.ts'],
    holds: 'what the package exports: one check, as a function',
    imports: ['lib/core', 'lib/monitor', 'lib/probes'],
    why: 'Who imports the package gets checks: no store, no channel, no command.',
  },
  {
    name: 'cli',
    folders: ['lib/cli'],
    holds: 'the commands that a person starts',
    imports: [
      'lib/core',
      'lib/monitor',
      'lib/probes',
      'lib/storage',
      'lib/alerts',
      'lib/queues',
      'lib/route53',
      'lib/query',
      'lib/config',
      'lib/contract',
      'lib/dashboard/server',
      'lib/sandbox',
    ],
    why: 'The command line is installed without the CDK: it uses no construct and no handler. The page is a bundle that is served as files.',
  },
  {
    name: 'bin',
    folders: ['bin'],
    holds: 'the two programs: the command line, and the CDK app',
    imports: ['lib/cli', 'lib/config', 'lib/constructs'],
    why: 'bin starts lib/cli, or reads the configuration and makes the stack. Anything more belongs in lib.',
  },
  {
    name: 'sandbox',
    folders: ['lib/sandbox'],
    holds: 'a small Internet on loopback, with its own DNS, policy hosts, MX hosts and CA',
    imports: [],
    types: ['lib/core/model'],
    why: 'lib/sandbox is the world that the monitor is tried on. If it used the probes or the judge, it would share their mistakes.',
  },
];

/** A path, and everything that begins with it at a boundary of a name. */
const under = (paths) => `(${paths.join('|')})([/.]|$)`;
const PRODUCT = under(['lib', 'lambdas', 'bin']);

const rules = ({ name, folders, imports, types = [], why }) => {
  const from = { path: `^(${folders.join('|')})(/|$)` };
  const allowed = `$1/|${under([...imports, ...types])}`;
  return [
    { name, comment: why, severity: 'error', from, to: { path: `^${PRODUCT}`, pathNot: `^(${allowed})` } },
    ...(types.length === 0
      ? []
      : [
          {
            name: `${name}-types`,
            comment: why,
            severity: 'error',
            from,
            to: {
              path: `^${under(types)}`,
              pathNot: `^($1/|${under(imports)})`,
              dependencyTypesNot: ['type-only'],
            },
          },
        ]),
  ];
};

/** The house rules of docs/architecture.md. A rule's comment is what you read when you broke it. */
export default {
  forbidden: [
    ...ROOMS.flatMap(rules),
    {
      name: 'lambdas-without-local-engine',
      comment:
        'The local engine is for the command line; a handler opens its table by lib/storage/dynamodb, which brings no engine along.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^lib/storage/embedded/', reachable: true },
    },
    {
      name: 'texts-are-read-once',
      comment:
        'What an observation says is parsed in lib/core/reading, once, and handed on as a reading. lib/core/diff/meaning reads a text that was remembered.',
      severity: 'error',
      from: { path: '^lib/(core/(judge|diff|verdict|report)|monitor)/', pathNot: '^lib/core/diff/meaning[.]' },
      to: {
        path: '^lib/core/(mta-sts/(policy|record)|tls-rpt/record|dane/scope)[.]',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      comment:
        'What the installed package imports must be in dependencies (or, for the constructs, in peerDependencies).',
      severity: 'error',
      from: { path: '^(lib|bin)/', pathNot: '^(lib/constructs/|lib/dashboard/page/|bin/app\\.ts)' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
