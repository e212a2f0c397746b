import * as z from 'zod';
import type { Operation } from '../operation';
import { operation } from '../operation';
import { none } from '../parameters';
import type { JsonSchema } from './components';
import { openApiDocument } from './document';

/** The document as one of the operations that it describes. */
export function describing(operations: readonly Operation[]): Operation {
  let document: JsonSchema | undefined;
  const self: Operation = operation({
    method: 'get',
    path: '/api/openapi.json',
    id: 'getOpenApi',
    summary: 'This API as OpenAPI 3.1',
    pathParameters: none,
    query: z.strictObject(none.shape),
    answer: z.looseObject({ openapi: z.string() }),
    run: async () => (document ??= openApiDocument([...operations, self])) as { openapi: string },
  });
  return self;
}
