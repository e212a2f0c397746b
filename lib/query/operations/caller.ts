import * as z from 'zod';
import { operation } from '../operation';
import { none } from '../parameters';
import { callerSchema } from '../resources';

export const getCaller = operation({
  method: 'get',
  path: '/api/caller',
  id: 'getCaller',
  summary: 'Who you are here, and whether you may change anything',
  pathParameters: none,
  query: z.strictObject(none.shape),
  answer: callerSchema,
  run: async ({ by, mayChange }) => ({ name: by, mayChange }),
});
