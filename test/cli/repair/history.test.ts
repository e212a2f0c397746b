import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyChangedUnderSameId } from '../../../lib/cli/repair/history';
import type { LoadedConfig } from '../../../lib/cli/options/config-file';
import { openConfiguredStore } from '../../../lib/cli/store';
import { parseConfig } from '../../../lib/config';
import type { PolicyFacts } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';

let folder: string;
let config: LoadedConfig;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repair-history-'));
  const parsed = parseConfig(`dataDir: ${folder}`, 'file');
  if ('problems' in parsed) throw new Error('the test is wrong');
  ({ config } = parsed);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('without a history nothing is known, and none is made', async () => {
  expect(await policyChangedUnderSameId('a.example', config, undefined)).toBe(false);
  expect(existsSync(join(folder, 'db'))).toBe(false);
});

test('a policy that changed while the id stayed is known from the history', async () => {
  const store = await openConfiguredStore(config);
  const policy = { sha256: 'b', mx: [], reachable: true, id: '1' } satisfies PolicyFacts;
  const remember = (name: string, facts: PolicyFacts) =>
    store.writeState({
      target: domainTarget(name),
      version: 1,
      observedAt: 1,
      facts: { policy: facts },
      certificates: {},
      findings: {},
      unknown: [],
      outbox: [],
    });
  await remember('same.example', policy);
  await remember('changed.example', { ...policy, unannounced: { before: 'a', told: true } });
  await store.close();
  expect(
    await Promise.all(
      ['same.example', 'changed.example', 'unknown.example'].map((name) =>
        policyChangedUnderSameId(name, config, undefined),
      ),
    ),
  ).toEqual([false, true, false]);
}, 120_000);
