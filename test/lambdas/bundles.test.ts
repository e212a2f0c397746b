import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ASSETS } from '../../lib/contract/assets';
import { CHANNELS } from '../../lib/contract/channels';
import { ENVIRONMENT } from '../../lib/contract/environment';
import { HANDLERS } from '../../lib/constructs/handler-function/handlers';
import { settingsOf } from '../../lib/constructs/mta-sts-watch/settings';

const root = resolve(__dirname, '..', '..');
const MEBIBYTE = 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-lambdas-'));
  execFileSync(process.execPath, [join(root, 'scripts', 'bundle-lambdas.mjs'), join(folder, 'lambdas')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each handler of the stack has a bundle, and there is no other', () => {
  expect(readdirSync(join(folder, 'lambdas')).sort()).toEqual([...HANDLERS].sort());
});

test.each(HANDLERS)('%s: at most 1 MiB with its SDK, a source map beside it', (handler) => {
  expect(statSync(join(folder, 'lambdas', handler, 'index.js')).size).toBeLessThanOrEqual(MEBIBYTE);
  expect(statSync(join(folder, 'lambdas', handler, 'index.js.map')).size).toBeGreaterThan(0);
});

test.each(HANDLERS)('%s: loads with nothing around it but what the construct gives it', (handler) => {
  const bundle = join(folder, 'lambdas', handler);
  writeFileSync(join(bundle, ASSETS.settings), JSON.stringify(settingsOf({}).handlers));
  writeFileSync(join(bundle, ASSETS.domains), '[]');
  const variables = {
    ...Object.fromEntries(
      [...Object.values(ENVIRONMENT), CHANNELS.sns.topic.variable].map((name) => [
        name,
        'arn:aws:x:eu-west-1:123456789012:y',
      ]),
    ),
    [ENVIRONMENT.access]: '{}',
  };
  const type = execFileSync(
    process.execPath,
    ['-p', 'typeof require(process.argv[1]).handler', join(bundle, 'index.js')],
    {
      encoding: 'utf8',
      cwd: folder,
      env: { AWS_REGION: 'eu-west-1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...variables },
    },
  );
  expect(type.trim()).toBe('function');
});
