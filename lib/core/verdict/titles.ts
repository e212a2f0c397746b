import { entryOf } from '../findings';
import type { Finding } from '../model';

/** The title of a finding within a sentence: it begins with an article or with a name, which keeps its letters. */
export const titleClause = (finding: Finding): string =>
  entryOf(finding.kind)
    .title(finding)
    .replace(/^(The|An|A|No) /, (word) => word.toLowerCase());
