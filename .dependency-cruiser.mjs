/** The house rules of docs/architecture.md. A rule's comment is what you read when you broke it. */
export default {
  forbidden: [
    {
      name: 'core-imports-core-alone',
      comment:
        'lib/core is the pure judge: it imports itself, pure libraries and pure parts of Node. Put I/O in lib/probes, lib/storage or lib/alerts.',
      severity: 'error',
      from: { path: '^lib/core/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/core/' },
    },
    {
      name: 'monitor-knows-ports-only',
      comment:
        'lib/monitor holds the use cases. It asks for what it needs through lib/monitor/ports; whoever starts it hands in the adapters.',
      severity: 'error',
      from: { path: '^lib/monitor/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(core|monitor)/' },
    },
    {
      name: 'adapters-stay-apart',
      comment:
        'probes, storage, alerts, route53 and queues are adapters: each knows the core, the ports, the contract with the constructs, and itself, never another adapter.',
      severity: 'error',
      from: { path: '^lib/(probes|storage|alerts|route53|queues)/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(core/|contract/|monitor/ports|$1/)' },
    },
    {
      name: 'query-reads-through-ports',
      comment:
        'lib/query answers questions about what is stored. It reads through lib/monitor/ports; whoever serves it hands in the store.',
      severity: 'error',
      from: { path: '^lib/query/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(core|monitor|contract|query)/' },
    },
    {
      name: 'config-is-data',
      comment:
        'lib/config reads a text into data, for the monitor and for the CDK app alike: whoever starts it reads the file.',
      severity: 'error',
      from: { path: '^lib/config/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(config|core)/' },
    },
    {
      name: 'contract-is-data',
      comment:
        'lib/contract is what a construct and its handler agree on. Synth and every handler load it: it knows the core, and the types of the configuration.',
      severity: 'error',
      from: { path: '^lib/contract/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(contract|core|config)/' },
    },
    {
      name: 'sandbox-knows-the-model-only',
      comment:
        'lib/sandbox is the world that the monitor is tried on. If it used the probes or the judge, it would share their mistakes.',
      severity: 'error',
      from: { path: '^lib/sandbox/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(sandbox|core/model)/' },
    },
    {
      name: 'constructs-know-lambdas-by-path',
      comment:
        'A construct names a handler by its file and shares lib/contract with it; importing the handler would pull its SDK into synth.',
      severity: 'error',
      from: { path: '^lib/constructs/' },
      to: { path: '^(lambdas|bin|lib/(probes|storage|alerts|route53|queues|monitor|sandbox|cli|dashboard))/' },
    },
    {
      name: 'lambdas-only-wire',
      comment: 'A handler wires adapters to a use case; it shares nothing with another handler but lib.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(bin|lib/(cli|sandbox|constructs))/' },
    },
    {
      name: 'product-without-sandbox',
      comment: 'The sandbox is a world to look at, not a part of the monitor: only the command line starts it.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(sandbox|cli)/' },
      to: { path: '^lib/sandbox/' },
    },
    {
      name: 'lambdas-without-local-engine',
      comment:
        'The local engine is for the command line; a handler opens its table by lib/storage/dynamodb, which brings no engine along.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^lib/storage/embedded/', reachable: true },
    },
    {
      name: 'page-knows-types-only',
      comment:
        'lib/dashboard/page runs in a browser: of the rest of the product it takes the types of lib/core and lib/query/resources (`import type`), the escape of hidden characters, and the reading of an advice. What it says beyond that comes from the API.',
      severity: 'error',
      from: { path: '^lib/dashboard/page/' },
      to: {
        path: '^(lib|lambdas|bin)/',
        pathNot: '^lib/(dashboard/page/|core/(text/escape|findings/advice)|contract/hosted-dashboard)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'page-types-from-core-and-resources',
      comment:
        'The types that the page shares with the server are those of lib/core and of lib/query/resources; with its deployment, those of the sign-in.',
      severity: 'error',
      from: { path: '^lib/dashboard/page/' },
      to: {
        path: '^(lib|lambdas|bin)/',
        pathNot: '^lib/((dashboard/page|core|query/resources)/|contract/hosted-dashboard)',
      },
    },
    {
      name: 'page-is-bundled',
      comment: 'The page is a bundle that is served as files: nothing imports its sources.',
      severity: 'error',
      from: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/dashboard/page/' },
      to: { path: '^lib/dashboard/page/' },
    },
    {
      name: 'dashboard-serves-alone',
      comment: 'lib/dashboard/server serves files and hands the rest to an API that it is given; it knows no adapter.',
      severity: 'error',
      from: { path: '^lib/dashboard/server/' },
      to: { path: '^(lib|lambdas|bin)/', pathNot: '^lib/(dashboard/server/|contract/page-policy)' },
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
