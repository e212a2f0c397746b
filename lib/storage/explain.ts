import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { StorageError } from './errors';

/** The name of the local engine's own errors, whose message is ready for a person. */
export const ENGINE_FAILURE = 'LocalEngineFailure';

/** What a person can do about an error of the SDK; errors without an entry are passed on as they are. */
const FIXES: Readonly<Record<string, (table: string, message: string) => string>> = {
  ResourceNotFoundException: (table) =>
    `There is no table ${table} in this account and region. Deploy the stack first, or name its table and region.`,
  CredentialsProviderError: (table, message) =>
    `No AWS credentials to read the table ${table} with (${message}). Sign in, or set AWS_PROFILE.`,
  ExpiredTokenException: (table) => `The AWS credentials for the table ${table} have expired. Sign in again.`,
  UnrecognizedClientException: (table, message) =>
    `AWS does not know these credentials (${message}), asked for the table ${table}.`,
  AccessDeniedException: (table, message) => `AWS denied access to the table ${table}: ${message}`,
  [ENGINE_FAILURE]: (_table, message) => message,
};

/** The error to throw for an error of the SDK. A failed condition is an answer and stays what it is. */
export function explain(error: unknown, table: string): unknown {
  if (!(error instanceof Error) || error instanceof ConditionalCheckFailedException || error instanceof StorageError)
    return error;
  const fix = FIXES[error.name];
  return fix ? new StorageError(fix(table, error.message), { cause: error }) : error;
}
