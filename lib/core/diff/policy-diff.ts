import { createTwoFilesPatch } from 'diff';
import { bounded } from '../findings/words';

/** A policy is some hundred characters; a hostile one 64 KiB. */
const LONGEST_DIFF = 4096;
const LONGEST_LINE = 512;
const MOST_LINES = 200;

/**
 * The lines that differ between two policies, in the unified format without file names; white space that cannot be
 * seen is left as it is. Bounded: long lines and long diffs are cut, and say so.
 */
export function policyDiff(before: string | undefined, after: string): string {
  if (before === undefined) return '(the policy before was not kept)';
  const [was, is] = [comparable(before), comparable(after)];
  if (was === is) return '(only the ends of lines, or what was cut, differ)';
  const patch = createTwoFilesPatch('before', 'after', was, is, '', '', { context: 2 });
  const hunks = patch.slice(Math.max(0, patch.indexOf('@@'))).trimEnd();
  return hunks.length <= LONGEST_DIFF ? hunks : `${bounded(hunks, LONGEST_DIFF)}\n(cut)`;
}

/** Line ends as LF, and no more than a policy has use for. */
function comparable(body: string): string {
  const lines = body.split(/\r\n|\n/);
  const shown = lines.slice(0, MOST_LINES).map((line) => bounded(line, LONGEST_LINE));
  if (lines.length > MOST_LINES) shown.push(`(${lines.length - MOST_LINES} more lines)`);
  const text = shown.join('\n').trimEnd();
  return text === '' ? '' : `${text}\n`;
}
