import { withoutSecrets } from '../../core/text/secret-text';
import { safe } from '../terminal/escape';

/** What an error says, for use within a sentence. */
export const reason = (error: unknown): string =>
  safe(withoutSecrets(error instanceof Error ? error.message : String(error))).replace(/\.$/, '');
