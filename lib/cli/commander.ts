import type { Command } from 'commander';
import { EXIT } from './exit-code';
import type { CliIo } from './io';
import { safe } from './terminal/escape';

/**
 * Sends a command's help and errors through `io` and turns a wrong command line into exit code 64.
 * Call it before subcommands are made with `.command()`: they inherit it; those added with `.addCommand()` do not.
 */
export function throughIo(command: Command, io: CliIo): Command {
  return command
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // An error repeats the argument as it came, and a script passes on what it was given.
      outputError: (text, write) => write(text.split('\n').map(safe).join('\n')),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
    })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride((end) => {
      io.setExitCode(end.exitCode === 0 ? EXIT.ok : EXIT.usage);
      throw end;
    });
}
