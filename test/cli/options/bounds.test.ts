/** The bounds and defaults of options whose wrong value would show only under load. */
import { Command } from 'commander';
import { withOptions } from '../../../lib/cli/options/settings';
import { parseConfig } from '../../../lib/config';
import { CHECK_SETTINGS } from '../../../lib/config/check-settings';
import { runCli, runProgram } from '../support';

const ONE_LINE = { columns: 300 };

describe.each(['check', 'start'])('%s --help', (name) => {
  test.each([
    ['--timeout <duration>', 'the longest that one check may take (default: 60s)'],
    ['--concurrency <number>', 'how many checks start at the same time (default: 64)'],
  ])('%s', async (flags, says) => {
    const { stdout } = await runProgram([name, '--help'], ONE_LINE);
    const line = stdout.split('\n').find((one) => one.trim().startsWith(flags));
    expect(line?.trim().slice(flags.length).trim()).toBe(says);
  });
});

test('what help calls the default is in effect where nothing is set', () => {
  expect(parseConfig('domains: [example.com]', 'mta-sts-watch.yaml')).toMatchObject({
    config: { timeout: 60_000, concurrency: 64 },
  });
});

describe('the bounds', () => {
  const settings = { timeout: CHECK_SETTINGS.timeout, concurrency: CHECK_SETTINGS.concurrency };
  const given = async (...args: readonly string[]) => {
    let flags: object | undefined;
    const { exitCode, stderr } = await runCli(
      (io) =>
        withOptions(new Command('x'), settings)
          .exitOverride((end) => {
            io.setExitCode(64);
            throw end;
          })
          .configureOutput({ writeErr: (text) => io.stderr.write(text) })
          .action((got: object) => {
            flags = got;
          }),
      args,
    );
    return flags ?? { exitCode, stderr };
  };

  test.each([
    ['--timeout', '1s', { timeout: 1_000 }],
    ['--timeout', '10m', { timeout: 600_000 }],
    ['--concurrency', '1', { concurrency: 1 }],
    ['--concurrency', '1000', { concurrency: 1_000 }],
  ])('%s %s is within them', async (option, value, flags) => {
    expect(await given(option, value)).toEqual(flags);
  });

  test.each([
    ['--timeout', '0s', 'from 1s to 10m'],
    ['--timeout', '601s', 'from 1s to 10m'],
    ['--concurrency', '0', 'from 1 to 1000'],
    ['--concurrency', '1001', 'from 1 to 1000'],
  ])('%s %s is not, and the error names them', async (option, value, says) => {
    expect(await given(option, value)).toEqual({ exitCode: 64, stderr: expect.stringContaining(says) as string });
  });
});
