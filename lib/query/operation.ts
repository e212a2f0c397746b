import type { z } from 'zod';
import type { QueryContext } from './context';

/** An answer that is not JSON. */
export interface TextAnswer {
  /** Its media type, with parameters. */
  readonly type: string;
  readonly about: string;
}

/** One method of one path: the source of its route and of its part of the OpenAPI document. */
export interface OperationSpec<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType | TextAnswer,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As in OpenAPI: `/api/domains/{name}`. */
  readonly path: `/${string}`;
  /** Names the operation in generated clients. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Parameters of the path; one for each that it names. */
  readonly pathParameters: Path;
  readonly query: Query;
  /** Of a method that takes one, as JSON. */
  readonly body?: Body;
  readonly answer: Answer;
  /** Default 200. */
  readonly status?: 200 | 201;
  /** Statuses of problems beside 400, 429 and 500, which any operation can give. */
  readonly problems?: readonly number[];
  /** What is under this address never changes. */
  readonly immutable?: true;
  readonly run: (
    input: {
      readonly path: z.output<Path>;
      readonly query: z.output<Query>;
      readonly body: z.output<Body>;
      /** Who asks. */ readonly by: string;
      /** Whether they may use the operations that write. */ readonly mayChange: boolean;
    },
    context: QueryContext,
  ) => Promise<Answer extends z.ZodType ? z.input<Answer> : string>;
}

export type Operation = OperationSpec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType | TextAnswer>;

/** Lets the compiler hold `run` to the parameters and the answer. */
export const operation = <
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType | TextAnswer,
  Body extends z.ZodType = z.ZodUndefined,
>(
  spec: OperationSpec<Path, Query, Body, Answer>,
): Operation => spec;

export const isTextAnswer = (answer: z.ZodType | TextAnswer): answer is TextAnswer => 'about' in answer;
