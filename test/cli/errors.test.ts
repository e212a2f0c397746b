import { Readable } from 'node:stream';
import { tellError } from '../../lib/cli/errors';
import { EXIT } from '../../lib/cli/exit-code';
import { commandLinePage } from '../../lib/cli/page';
import { reason } from '../../lib/cli/start/failure';

const SECRET = 'https://user:S3CRET@hooks.example/services/S3CRET?key=S3CRET';

test.each(['', '1'])(
  'what nobody foresaw repeats no address of the configuration (MTA_STS_WATCH_DEBUG=%s)',
  (debug) => {
    let said = '';
    const output = { write: (text: string) => void (said += text) };
    tellError(new TypeError(`Failed to parse URL from ${SECRET}`), {
      stdout: output,
      stderr: output,
      stdin: Readable.from([]),
      env: { MTA_STS_WATCH_DEBUG: debug },
      setExitCode: () => undefined,
      endRequested: () => new AbortController().signal,
    });
    expect(said).toContain('This should not have happened: Failed to parse URL from https://hooks.example/…\n');
    expect(said).not.toContain('S3CRET');
  },
);

test('nor does the reason of a failure that start reports', () => {
  expect(reason(new Error(`no answer from ${SECRET}.`))).toBe('no answer from https://hooks.example/…');
});

test.each(Object.entries(EXIT))('the exit code of %s, %i, is in docs/command-line.md', (_, code) => {
  expect(commandLinePage()).toContain(`\n| ${code} | `);
});
