import { userInfo } from 'node:os';
import type { CliIo } from './io';

/** Who runs this program, for the record of what somebody changed. A container may run as a user that has no name. */
export function localUser({ env }: Pick<CliIo, 'env'>): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? env.USERNAME ?? `user ${process.getuid?.() ?? ''}`.trim();
  }
}
