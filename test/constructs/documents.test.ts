import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Resource } from './synthesised';
import { EVERYTHING, template } from './synthesised';

const root = resolve(__dirname, '..', '..');
const deploy = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');

test('the policy to deploy with is JSON, and names every service of the stack', () => {
  const policies = [...deploy.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text = '']) => JSON.parse(text) as { Statement: { Action: string | string[] }[] },
  );
  const services = new Set(
    policies.flatMap(({ Statement }) =>
      Statement.flatMap(({ Action }) => [Action].flat().map((action) => action.split(':')[0])),
    ),
  );
  const types = Object.values((template(EVERYTHING).toJSON() as { Resources: Record<string, Resource> }).Resources).map(
    ({ Type }) => (Type.split('::')[1] ?? '').toLowerCase(),
  );
  expect([...new Set(types)].filter((service) => !services.has(service) && service !== 'cdk')).toEqual([]);
});

test('the outputs that the documents name are outputs of the stack', () => {
  const { Outputs } = template(EVERYTHING).toJSON() as { Outputs: Record<string, unknown> };
  const runbook = readFileSync(join(root, 'docs', 'runbook.md'), 'utf8');
  const named = new Set([...`${deploy}${runbook}`.matchAll(/`(MtaStsWatch[A-Z]\w+)`/g)].map(([, name = '']) => name));
  expect(named.size).toBeGreaterThan(2);
  expect([...named].filter((name) => !(name in Outputs))).toEqual([]);
});

test('docs/cost.md is what the script computes from the template', () => {
  execFileSync(process.execPath, [join(root, 'scripts', 'docs-cost.mjs'), '--check'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
});
