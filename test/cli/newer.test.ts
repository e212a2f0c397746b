import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from 'dynalite/db';
import { EXIT } from '../../lib/cli/exit-code';
import { openLevel } from '../../lib/storage/embedded/level';
import { openStore } from '../../lib/storage/open';
import { alert, check, event, finding, state } from '../storage/fixtures';
import { runProgram } from './support';

/** A folder that a newer release wrote: each command that meets what it does not know says to upgrade. */
describe('what a newer release wrote', () => {
  let dir: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'newer-'));
    const store = await openStore({ embedded: { dir } });
    const at = Date.now();
    await store.addDomain({ name: 'example.com', source: 'test', addedAt: at });
    await store.addDomain({ name: 'other.example', source: 'test', addedAt: at });
    const opened = { finding, status: 'open', firstSeen: at, openedAt: at, checks: 1, cleanChecks: 0 } as const;
    await store.writeState(state(1, { findings: { [finding.fingerprint]: opened } }));
    await store.putChecks([check(at)]);
    await store.putEvents([event(at)]);
    await store.writeAlert(alert('a', 1));
    await store.writeAlert(
      alert('b', 1, {
        subject: undefined as never,
        cause: { coverage: { kind: 'clock-wrong', detail: '', targets: 1 } },
      }),
    );
    await store.beginRun({ id: 'r', startedAt: at, planned: 0, done: 0, unknown: 0, failed: 0 });
    await store.close();
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Changes the items of a type as a newer release may have written them. */
  const rewrite = async (type: string, change: (text: string) => string) => {
    const level = await openLevel(join(dir, 'db'));
    let changed = 0;
    for await (const [key, row] of level.iterator({ gte: 'item-', lt: 'item-\xff' })) {
      const text = JSON.stringify(row);
      if (text.includes('other.example') || !text.includes(`"type":{"S":"${type}"}`) || change(text) === text) continue;
      await level.put(key, JSON.parse(change(text)) as Row);
      changed += 1;
    }
    await level.close();
    expect(changed).toBe(1);
  };
  const newerShape = (text: string) => text.replace('"schema":{"N":"1"}', '"schema":{"N":"99"}');
  const newerWord = (word: string) => (text: string) => text.replaceAll(`\\"${word}\\"`, '\\"moon\\"');

  const STATUS = ['status'];
  const HISTORY = ['history', 'example.com'];
  const ALERTS = ['alerts', 'list'];
  const EXPORT = ['export'];

  test.each<[string, () => Promise<void> | void, string[][]]>([
    ['a format', () => writeFileSync(join(dir, 'format.json'), '{"format":2}'), [STATUS, HISTORY, ALERTS, EXPORT]],
    ['a state', () => rewrite('state', newerShape), [EXPORT]],
    ['a finding in a state', () => rewrite('state', newerWord(finding.kind)), [EXPORT]],
    ['a check', () => rewrite('check', newerShape), [EXPORT]],
    ['an event', () => rewrite('event', newerShape), [EXPORT]],
    ['a type of event', () => rewrite('event', newerWord('tlsrpt-changed')), [EXPORT]],
    ['a domain', () => rewrite('domain', newerShape), [EXPORT]],
    ['a run', () => rewrite('run', newerShape), [EXPORT]],
    ['an alert about a finding', () => rewrite('alert', newerWord(finding.kind)), [EXPORT]],
    ['an alert about the monitor', () => rewrite('alert', newerWord('clock-wrong')), [EXPORT]],
  ])('%s', async (_, write, commands) => {
    await write();
    for (const command of commands) {
      const { stderr, exitCode } = await runProgram([...command, '--data-dir', dir]);
      expect([command, stderr, exitCode]).toEqual([
        command,
        expect.stringMatching(/Upgrade mta-sts-watch to the release that wrote it, or a newer one\.\n$/),
        EXIT.usage,
      ]);
    }
  });

  test('an export of a newer format is refused', async () => {
    const file = join(dir, 'export.ndjson');
    writeFileSync(file, '{"type":"header","format":"mta-sts-watch-export","schemaVersion":2}\n');
    const { stderr, exitCode } = await runProgram(['import', file, '--data-dir', dir]);
    expect([stderr, exitCode]).toEqual([
      expect.stringMatching(/It is of format 2, .* Upgrade mta-sts-watch/),
      EXIT.usage,
    ]);
  });
});
