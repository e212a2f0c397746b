import type { Command } from 'commander';
import { UserError } from './errors';

/** What `--stack` does for a command: it reads or changes that stack, or it means nothing, and this is what to do instead. */
export type StackUse = 'applies' | { readonly instead: string };

const USES = new WeakMap<Command, StackUse>();

/** Notes what `--stack` does for a command and its subcommands. */
export function withStackUse(command: Command, use: StackUse): Command {
  USES.set(command, use);
  return command;
}

/** What the command, or the one that it belongs to, has noted; a command without a note takes no `--stack`. */
export function stackUseOf(command: Command): StackUse {
  for (let each: Command | null = command; each !== null; each = each.parent) {
    const use = USES.get(each);
    if (use !== undefined) return use;
  }
  return { instead: 'Leave it out.' };
}

/** Refuses `--stack` before any command for which it means nothing. @returns the program */
export function refusingStack(program: Command): Command {
  return program.hook('preAction', (_program, command) => {
    const use = stackUseOf(command);
    if (use === 'applies' || command.optsWithGlobals<{ readonly stack?: string }>().stack === undefined) return;
    throw new UserError(`--stack does not apply to "${pathOf(command)}". ${use.instead}`);
  });
}

/** `lint policy`, without the program's own name. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let each = command; each.parent !== null; each = each.parent) names.unshift(each.name());
  return names.join(' ');
}
