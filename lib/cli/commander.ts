import type { Command } from 'commander';
import { EXIT } from './exit-code';
import type { CliIo } from './io';

/**
 * Sends a command's help and errors through `io` and turns a wrong command line into exit code 64.
 * Call it before subcommands are made with `.command()`: they inherit it; those added with `.addCommand()` do not.
 */
export function throughIo(command: Command, io: CliIo): Command {
  return command
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
    })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride((end) => {
      io.setExitCode(end.exitCode === 0 ? EXIT.ok : EXIT.usage);
      throw end;
    });
}
