import { Route53Client } from '@aws-sdk/client-route-53';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

/** How to come by the zones of an account. */
export interface AccountOptions {
  /** A role of that account; without one, the credentials that the AWS SDK finds. */
  readonly roleArn?: string;
  /** What the role's trust policy asks for, so that nobody else can have us use it. */
  readonly externalId?: string;
  /** Milliseconds between calls; default: a quarter of a second, which leaves one of the account's five calls a second to others. */
  readonly apartMs?: number;
}

const SESSION = 'mta-sts-watch';
/** A throttled call is tried again with growing pauses. */
const ATTEMPTS = 8;

/** Route 53 is one for all regions; the SDK wants the name of one, which only picks the partition. */
const region = (): string => process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';

export function route53Client({ roleArn, externalId }: AccountOptions): Route53Client {
  const params = {
    RoleArn: roleArn,
    RoleSessionName: SESSION,
    ...(externalId !== undefined && { ExternalId: externalId }),
  };
  const credentials =
    roleArn === undefined ? undefined : fromTemporaryCredentials({ params, clientConfig: { region: region() } });
  return new Route53Client({
    region: region(),
    maxAttempts: ATTEMPTS,
    retryMode: 'adaptive',
    ...(credentials && { credentials }),
  });
}
