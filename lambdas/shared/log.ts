import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';

/** What each line has anyway. Powertools drops a field of such a name, so that the compiler refuses it here. */
export type ReservedKey = 'level' | 'message' | 'sampling_rate' | 'service' | 'timestamp';
export type LogFields = Readonly<Record<string, unknown>> & Readonly<Partial<Record<ReservedKey, never>>>;

const lines = new Logger();
const scope = new AsyncLocalStorage<LogFields>();

/**
 * The work, with these fields in each line that it logs. Parts of runs share an invocation, so what belongs to one of
 * them must not be set for the whole process.
 */
export const inLog = <T>(fields: LogFields, work: () => T): T => scope.run({ ...scope.getStore(), ...fields }, work);

/** A handler whose lines all carry the id of the request, under the name that Powertools gives it. */
export const logged =
  <E, R>(handler: (event: E, context: Context) => Promise<R>) =>
  (event: E, context: Context): Promise<R> =>
    inLog({ function_request_id: context.awsRequestId }, () => handler(event, context));

const write =
  (level: 'info' | 'warn' | 'error') =>
  (text: string, fields: LogFields = {}): void =>
    lines[level](text, { ...scope.getStore(), ...fields });

/** JSON lines for CloudWatch Logs. An `error` field is an Error, and is written with its stack. */
export const logger = {
  info: write('info'),
  warn: write('warn'),
  error: write('error'),
  silence: (): void => lines.setLogLevel('SILENT'),
};
