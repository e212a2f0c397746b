import { quote } from '../text/quote';
import type { Problem } from '../text/result';

export type PolicyOctetsProblemKind = 'utf-8' | 'not-utf-8';
export type OctetsProblem = Pick<Problem<PolicyOctetsProblemKind>, 'kind' | 'severity' | 'message' | 'correction'>;

/** What stands for octets that are not UTF-8 in a decoded text. */
const REPLACED = '\ufffd';

/**
 * What senders differ about in an extension's line outside ASCII. UTF-8 is within `sts-policy-ext-value` (RFC 8461
 * section 3.2), other octets are not. Read in the sources of 2026: postfix-mta-sts-resolver decodes the body by the
 * charset of the Content-Type, ASCII without one (`resolver.py`), and postfix-tlspol rejects a policy with a line that
 * is not UTF-8 (`internal/mta-sts.go`); mox (`mtasts/parse.go`), mailauth (`lib/mta-sts.js`) and maddy
 * (foxcpp/go-mtasts) ignore both.
 * @param isValid whether the body's octets are UTF-8, as far as that is known
 */
export function octetsProblem(key: string, text: string, isValid: boolean | undefined): OctetsProblem | undefined {
  if (isValid !== true && text.includes(REPLACED))
    return {
      kind: 'not-utf-8',
      severity: 'warning',
      message: `The value of ${quote(key)} has octets that are not UTF-8, which is outside the grammar (RFC 8461 section 3.2): postfix-mta-sts-resolver and postfix-tlspol reject the whole policy; mox, mailauth and maddy ignore the line. Save the policy as UTF-8, or remove the line.`,
      correction: { say: 'save the value as UTF-8, or remove the line.' },
    };
  if (!/[^\p{ASCII}]/u.test(text)) return undefined;
  return {
    kind: 'utf-8',
    severity: 'warning',
    message: `The value of ${quote(key)} has characters outside ASCII, which RFC 8461 section 3.2 allows: postfix-mta-sts-resolver rejects the whole policy unless the Content-Type has charset=utf-8; postfix-tlspol, mox, mailauth and maddy read it. Serve it as "text/plain; charset=utf-8", or write the line in ASCII.`,
    correction: { say: 'write the value in ASCII, or serve the policy with charset=utf-8 in its Content-Type.' },
  };
}

/** Whether a Content-Type names a charset other than ASCII, by which the policy is decoded. */
export const namesCharset = (contentType: string | undefined): boolean =>
  /;\s*charset\s*=\s*"?(?!(?:us-)?ascii\b)[\w.-]/i.test(contentType ?? '');
