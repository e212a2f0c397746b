import type { Reply } from './reply';

/** Names of lists that servers quote in their refusals. */
const LISTS =
  /spamhaus|spamcop|barracuda|sorbs|uceprotect|proofpoint\.com|abuseat|invaluement|mailspike|senderscore|talosintelligence|\bS3(?:140|150)\b/i;

/** What they say where they name none. */
const WORDS =
  /\b(?:dns)?[bw]l(?:ock|ack)?-?\s?list|\bdnsbl\b|\brbl\b|\bpbl\b|\breputation\b|\blisted (?:in|on|at|by)\b|\bbanned\b|\bblocked (?:using|by|due)\b|\bdynamic(?:ally)?[- ](?:ip|address|assigned)/i;

/** RFC 5321 section 4.2.1: replies of the kinds that servers give to clients that they do not want. */
const REFUSAL = /^(?:421|45[013]|521|55[0134]|571)$/;

/**
 * Whether a refusal is meant for the address of this client and not for everybody. Servers say it in words alone, so
 * this knows the usual ones; a refusal that it does not know stays one of the server's.
 */
export const isAboutOurAddress = ({ code, lines }: Reply): boolean => {
  const text = lines.join(' ');
  return REFUSAL.test(String(code)) && (LISTS.test(text) || WORDS.test(text));
};
