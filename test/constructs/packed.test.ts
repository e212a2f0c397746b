import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { HostedDashboard, MtaStsWatch } = require('mta-sts-watch/cdk');
const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Company');
const mail = new MtaStsWatch(stack, 'Mail', { domains: ['example.com'], alertEmails: ['ops@example.com'], route53: {} });
mail.grantRead(mail.dispatch.handler.role);
new HostedDashboard(stack, 'Dashboard', { monitor: mail });
app.synth();
`;

/** The example of docs/deploy.md, in a stack. */
const TYPED = `
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
${/```ts\n([\s\S]*?)const mail/.exec(readFileSync(join(root, 'docs', 'deploy.md'), 'utf8'))?.[1] ?? ''}
class Company extends Stack {
  use(queue: sqs.Queue, role: iam.Role) {
    ${/```ts\n[\s\S]*?(const mail[\s\S]*?)```/.exec(readFileSync(join(root, 'docs', 'deploy.md'), 'utf8'))?.[1] ?? ''}
    // @ts-expect-error a prop that is not there, and the types say so
    new MtaStsWatch(this, 'Other', { domain: 'example.com' });
  }
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-cdk-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('from the packed tarball, in an empty CDK app: synthesised with the bundles that came along', () => {
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(npm('pack', root, '--ignore-scripts', '--json')) as [
    { filename: string; files: { path: string }[] },
  ];
  expect(packed.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'dist/lambdas/dispatch/index.js',
      'dist/lib/constructs/index.js',
      'dist/lib/constructs/index.d.ts',
      'docs/runbook.md',
    ]),
  );
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  npm(
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `./${packed.filename}`,
    `aws-cdk-lib@${versionOf('aws-cdk-lib')}`,
    `constructs@${versionOf('constructs')}`,
  );
  writeFileSync(join(folder, 'app.js'), APP);
  // No compiler, no bundler and no AWS account: what Node finds in the folder is all there is.
  execFileSync(process.execPath, ['app.js', join(folder, 'out')], {
    cwd: folder,
    env: { PATH: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const assets = readdirSync(join(folder, 'out'))
    .filter((name) => /^asset\.[0-9a-f]+$/.test(name))
    .map((name) => readdirSync(join(folder, 'out', name)));
  expect(assets).toContainEqual(expect.arrayContaining(['index.html', 'page.js', 'page.css', 'theme.js', 'icon.svg']));
  const { Resources } = JSON.parse(readFileSync(join(folder, 'out', 'Company.template.json'), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Runtime?: string } }>;
  };
  // The one in Python is aws-s3-deployment's.
  const functions = Object.values(Resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Runtime === 'nodejs24.x',
  );
  const handlers = assets.filter((files) => files.includes('settings.json'));
  expect(functions.length).toBeGreaterThan(5);
  expect(handlers).toHaveLength(functions.length);
  for (const files of handlers)
    expect(files).toEqual(expect.arrayContaining(['index.js', 'index.js.map', 'settings.json']));
}, 180_000);

test.each([
  ['of today', ['--module', 'nodenext']],
  [
    'of older CDK apps, which read no exports',
    ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
  ],
])(
  'its types serve an app %s: the example of the documents compiles',
  (_name, options) => {
    writeFileSync(join(folder, 'typed.ts'), TYPED);
    const tsc = [
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--types',
      'node',
      '--typeRoots',
      join(root, 'node_modules', '@types'),
    ];
    expect(
      execFileSync(process.execPath, [...tsc, ...options, 'typed.ts'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    ).toBe('');
  },
  120_000,
);
