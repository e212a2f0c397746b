import { createHash } from 'node:crypto';
import type { RunPart } from '../ports';

/** What the stack remembers of a part that it handed to agents: enough to know it again, whoever shows it. */
export const jobDigest = ({ runId, part, type, targets }: RunPart): string =>
  createHash('sha256')
    .update(JSON.stringify([runId, part, type, targets]))
    .digest('hex')
    .slice(0, 32);
