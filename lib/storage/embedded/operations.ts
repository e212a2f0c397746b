import { createRequire } from 'node:module';
import { isNativeError } from 'node:util/types';
import type { Store } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import type { EngineStore } from './store';

type Action = (store: Store, data: unknown, callback: (error: unknown, answer?: unknown) => void) => void;
interface Validation {
  readonly types: unknown;
  readonly custom?: unknown;
}
interface Operation {
  readonly act: Action;
  /** Writes items with their index entries. */
  readonly writes: boolean;
  readonly validation: Validation;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the storage adapter asks for; dynalite has a module for each. */
const NAMES = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;

const WRITES: ReadonlySet<string> = new Set(['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem']);

const load = createRequire(__filename);
const moduleName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const operations: ReadonlyMap<string, Operation> = new Map(
  NAMES.map((name) => [
    `DynamoDB_20120810.${name}`,
    {
      writes: WRITES.has(name),
      act: load(`dynalite/actions/${moduleName(name)}`) as Action,
      validation: load(`dynalite/validations/${moduleName(name)}`) as Validation,
    },
  ]),
);

const carryOut = (act: Action, store: Store, data: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => act(store, data, (error, answer) => (error ? reject(error) : resolve(answer))));

const isAnswer = (error: unknown): error is { readonly statusCode: number; readonly body: unknown } =>
  isNativeError(error) && 'statusCode' in error && 'body' in error;

/**
 * Carries out one request of the DynamoDB protocol; `target` is its `X-Amz-Target` header.
 * dynalite's own server is not used: it throws out of its callbacks, and so ends the process, when the disk is full
 * or when a client goes away in the middle of a request.
 * @throws what LevelDB throws.
 */
export async function perform(store: EngineStore, target: string, body: string): Promise<Answer> {
  const operation = operations.get(target);
  if (!operation) return { status: 400, body: { __type: 'com.amazon.coral.service#UnknownOperationException' } };
  try {
    const { types, custom } = operation.validation;
    const data = checkTypes(JSON.parse(body), types);
    checkValidations(data, types, custom, store);
    return { status: 200, body: await carryOut(operation.act, operation.writes ? store.forWriting() : store, data) };
  } catch (error) {
    if (isAnswer(error)) return { status: error.statusCode, body: error.body };
    throw error;
  }
}
