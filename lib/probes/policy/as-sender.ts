import type { CertificateFacts, HttpAnswer, PolicyEndpoint } from '../../core/model';

/** One request for the policy over a connection of its own, as far as it came. */
export type Answered = Pick<PolicyEndpoint, 'tls' | 'http' | 'failure'> & {
  readonly certificates: readonly CertificateFacts[];
};

/**
 * The User-Agent of postfix-tlspol, which fetches policies for Postfix: `"postfix-tlspol/" + Version`
 * (https://github.com/Zuplu/postfix-tlspol, internal/mta-sts.go).
 */
export const SENDER_USER_AGENT = 'postfix-tlspol/v1.13.0';

/**
 * What firewalls and CDNs answer to a client that they take for a bot. 429 and 503 are "not now": a second answer that
 * is another proves nothing about the name.
 */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 405, 406, 418, 421, 451]);

const isRefused = ({ http, failure }: Answered): boolean =>
  http === undefined
    ? // Some firewalls end the connection in place of an answer.
      failure?.step === 'response' && (failure.cause === 'closed' || failure.cause === 'reset')
    : isRefusal(http);

const isRefusal = ({ status, mitigation }: HttpAnswer): boolean => REFUSALS.has(status) || mitigation !== undefined;

/**
 * What a sender is answered. A refusal may be for the name of this monitor alone: it asks again under a sender's, over
 * another connection, and keeps both answers.
 */
export async function answerAsSenderMeets(
  userAgent: string,
  request: (userAgent: string) => Promise<Answered>,
): Promise<Answered & Pick<PolicyEndpoint, 'asSender'>> {
  const first = await request(userAgent);
  if (!isRefused(first)) return first;
  const second = await request(SENDER_USER_AGENT);
  const letIn = second.http !== undefined && !isRefused(second);
  const asSender = { userAgent: SENDER_USER_AGENT, letIn, ...(first.http !== undefined && { refusal: first.http }) };
  return letIn ? { ...second, asSender } : { ...first, asSender };
}
