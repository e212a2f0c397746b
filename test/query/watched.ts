import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ALERT_POLICY } from '../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../lib/core/diff';
import type { QueryDependencies } from '../../lib/query/dependencies';
import { runOver } from '../../lib/monitor/run';
import { startSandbox, type Sandbox } from '../../lib/sandbox';
import type { DomainDeclaration } from '../../lib/sandbox/world/declaration';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { observerOf } from '../support/sandbox-check';

/** A sandbox that the real monitor watches, with its history in the real store. */
export interface Watched {
  readonly sandbox: Sandbox;
  readonly store: OpenStore;
  readonly dependencies: QueryDependencies;
  /** Looks at all domains and then at all MX hosts, as one pass of the monitor does. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export async function watch(domains: readonly DomainDeclaration[]): Promise<Watched> {
  const dir = mkdtempSync(join(tmpdir(), 'query-'));
  const sandbox = await startSandbox({ domains });
  const store = await openStore({ embedded: { dir } });
  const clock = { now: () => Date.now() };
  for (const name of sandbox.domains) await store.addDomain({ name, source: 'test', addedAt: clock.now() });
  let runs = 0;
  return {
    sandbox,
    store,
    dependencies: { store, clock, every: { domains: 3_600_000, mxHosts: 3_600_000 }, place: 'a test' },
    async check() {
      const observer = observerOf(sandbox);
      const policy = { ...DEFAULT_ALERT_POLICY, channels: ['pager'] };
      const deps = {
        store,
        clock,
        observer,
        concurrency: 16,
        policy,
        judge: {},
        diff: { ...DEFAULT_DIFF_OPTIONS, confirmChecks: 2 },
      };
      runs += 1;
      for (const [type, schedule] of [
        ['domain', 'domains'],
        ['mx-host', 'mx-hosts'],
      ] as const)
        await runOver(type, `${schedule}@2026-11-23T12:${String(runs).padStart(2, '0')}:00Z`, deps);
      observer.close();
    },
    async close() {
      await store.close();
      await sandbox.close();
      rmSync(dir, { recursive: true });
    },
  };
}
