import { Route53ServiceException } from '@aws-sdk/client-route-53';
import { ZoneError } from '../monitor/ports';
import type { ZoneErrorCause } from '../monitor/ports';

const CAUSES: readonly (readonly [RegExp, ZoneErrorCause])[] = [
  [/^AccessDenied/, 'denied'],
  [/^(?:Throttling|ThrottlingException|PriorRequestNotComplete|TooManyRequestsException)$/, 'throttled'],
  [/^NoSuchHostedZone$/, 'no-such-zone'],
  [
    /^(?:CredentialsProviderError|UnrecognizedClientException|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|SignatureDoesNotMatch)$/,
    'credentials',
  ],
  [/^(?:InvalidInput|InvalidDomainName)$/, 'refused'],
];

/** Route 53's words for a DELETE of what is not there to the letter, or a CREATE of what is. */
const CHANGED = /but (?:it already exists|it was not found|the values provided do not match)/;

/**
 * What a failed call of Route 53 or of STS means.
 * @param action the permission that the call needs
 */
export function zoneError(error: unknown, action: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError' || error instanceof ZoneError) return error;
  const message = messageOf(error);
  const fail = (why: ZoneErrorCause, missing?: string): ZoneError =>
    new ZoneError(why, message, missing, { cause: error });
  if (error.name === 'InvalidChangeBatch')
    return fail(!CHANGED.test(message) ? 'refused' : wasRepeated(error) ? 'perhaps-made' : 'changed-meanwhile');
  const cause = CAUSES.find(([name]) => name.test(error.name))?.[1];
  // STS refuses to hand out the role before Route 53 is asked anything.
  if (cause === 'denied') return fail('denied', error instanceof Route53ServiceException ? action : 'sts:AssumeRole');
  return fail(cause ?? 'failed');
}

/** A batch that the SDK sent again may have been made by the first try, whose answer was lost. */
const wasRepeated = (error: Error): boolean =>
  error instanceof Route53ServiceException && (error.$metadata.attempts ?? 1) > 1;

/** A batch's messages come as a list beside the message. */
function messageOf(error: Error): string {
  const messages =
    'messages' in error && Array.isArray(error.messages)
      ? (error.messages as unknown[]).filter((one) => typeof one === 'string')
      : [];
  const [first] = messages;
  return (first ?? error.message).replace(/\s+/g, ' ').trim() || error.name;
}
