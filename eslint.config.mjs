import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const ioModules = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:tls',
  'node:http',
  'node:https',
  'node:dns',
  'node:dns/promises',
  'node:dgram',
  'node:child_process',
  'node:timers',
  'node:timers/promises',
  'node:process',
  'node:os',
];

export default tseslint.config(
  { ignores: ['dist/', 'cdk.out/', 'coverage/', 'node_modules/', '**/*.js'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // A call with more shows a row of values that nobody can read: give them names in an object.
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      // One word, one meaning: an observation, a reading, a check or a judgement (docs/architecture.md).
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'default',
          format: null,
          custom: { regex: '^(?!.*([lL]ookup|outlook|LOOKUP|LOOKED_UP)).*([lL]ook|LOOK)', match: false },
        },
        // A text that stands as a key is no name.
        { selector: 'objectLiteralProperty', modifiers: ['requiresQuotes'], format: null },
      ],
    },
  },
  {
    // A row of a test's table is read with its columns.
    files: ['test/**'],
    rules: { '@typescript-eslint/max-params': 'off' },
  },
  {
    // Names that earlier releases wrote, which are still read.
    files: [
      'lib/constructs/index.ts',
      'lib/constructs/mta-sts-watch/{props,settings}.ts',
      'lib/monitor/archive/format.ts',
      'lib/cli/commands/status.ts',
      'test/constructs/settings.test.ts',
      'test/core/diff/kept-counts.test.ts',
    ],
    rules: { '@typescript-eslint/naming-convention': 'off' },
  },
  {
    // The core is pure: the same input gives the same answer on any machine, at any time.
    files: ['lib/core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: ioModules.map((name) => ({ name, message: 'lib/core does no I/O: take the facts as an argument.' })) },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'lib/core reads no environment: take the value as an argument.' },
        { name: 'fetch', message: 'lib/core does no I/O: observe in lib/probes.' },
        { name: 'setTimeout', message: 'lib/core has no clock.' },
        { name: 'setInterval', message: 'lib/core has no clock.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'lib/core has no clock: take `now` as an argument.' },
        { object: 'Math', property: 'random', message: 'lib/core is deterministic.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'lib/core has no clock: take `now` as an argument.',
        },
      ],
    },
  },
  {
    // What the page shows came from the network: it is text, and the content security policy lets nothing else through.
    files: ['lib/dashboard/page/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Text is shown as text: see parts/text.tsx.',
        },
        {
          selector: 'AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]',
          message: 'Text is shown as text: see parts/text.tsx.',
        },
        {
          selector: "JSXAttribute[name.name='style']",
          message: 'The content security policy allows no inline style: write a class.',
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'data/client.ts alone asks the server, so that a token can be added in one place.' },
      ],
    },
  },
  { files: ['lib/dashboard/page/data/client.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { ...tseslint.configs.disableTypeChecked.languageOptions, globals: globals.node },
  },
);
