import type { z } from 'zod';
import type { Operation } from '../operation';
import { isTextAnswer } from '../operation';
import { LISTED } from '../parameters';
import type { JsonSchema } from './components';
import { componentSchemas, inlineSchema, schemaOf } from './components';

/** Grows in its first number when a field changes its meaning or goes away; a new field or resource does not change it. */
const API_VERSION = '1.0.0';

const ABOUT = `What mta-sts-watch knows: how the watched domains stand, what is wrong and how to mend it, and the history of both.

Everything here only reads, unless its method says otherwise. Times are ISO 8601 in UTC. Lists come in pages: give the \`cursor\` of one as \`cursor\` for the next. Every answer to a GET has a weak ETag, and \`If-None-Match\` gives 304 while it is the same. Errors are problems (RFC 9457) that name the parameter at fault. New fields can come at any time: ignore those that you do not know.

What the network wrote stands in the answers as it is: show it as text, never as markup.`;

/** What any operation can answer beside its own. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'a parameter does not fit',
  403: 'the token is missing or wrong, or the request is not from this machine',
  404: 'there is no such thing',
  409: 'it has changed meanwhile',
  413: 'the body is too large',
  414: 'the address is too long',
  415: 'the body is not JSON',
  429: 'too many requests; Retry-After says when to come back, in seconds',
  500: 'the monitor failed',
};
const ANY = [400, 414, 429, 500];
const WITH_BODY = [413, 415];

/** The API as OpenAPI 3.1. */
export function openApiDocument(operations: readonly Operation[]): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of operations) paths[each.path] = { ...paths[each.path], [each.method]: operationObject(each) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'mta-sts-watch',
      version: API_VERSION,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    // On loopback reading takes nothing, unless readsNeedToken says so; the function's URL wants AWS Signature Version 4.
    security: [{}, { dashboardToken: [] }, { sigv4: [] }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        dashboardToken: {
          type: 'http',
          scheme: 'bearer',
          description:
            'On one machine: the token that `mta-sts-watch dashboard token` prints. A browser keeps it in a cookie named after the port',
        },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service lambda',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

function operationObject({
  id,
  summary,
  description,
  pathParameters,
  query,
  body,
  method,
  status = 200,
  problems = [],
  answer,
  immutable,
}: Operation): JsonSchema {
  const failing = [
    ...new Set([...ANY, ...(body === undefined ? [] : WITH_BODY), ...(method === 'get' ? [] : [403]), ...problems]),
  ].sort();
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    ...(method !== 'get' && { security: [{ dashboardToken: [] }] }),
    parameters: [...parameters(pathParameters, 'path'), ...parameters(query, 'query')],
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } },
    }),
    responses: {
      [status]: {
        description: isTextAnswer(answer) ? answer.about : summary,
        ...(method === 'get' && {
          headers: {
            ETag: { schema: { type: 'string' } },
            ...(immutable === true && { 'Cache-Control': { schema: { type: 'string' } } }),
          },
        }),
        content: isTextAnswer(answer)
          ? { [answer.type.split(';')[0] ?? '']: { schema: { type: 'string' } } }
          : { 'application/json': { schema: schemaOf(answer) } },
      },
      ...(method === 'get' && { 304: { description: 'it is the same as the ETag in If-None-Match' } }),
      ...Object.fromEntries(
        failing.map((code) => [
          code,
          {
            description: PROBLEMS[code] ?? 'it failed',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

interface Parameters {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function parameters(schema: z.ZodObject, place: 'path' | 'query'): readonly JsonSchema[] {
  const { properties = {}, required = [] } = inlineSchema(schema) as Parameters;
  return Object.entries(properties).map(([name, { description, [LISTED]: listed, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    ...(Array.isArray(listed)
      ? { style: 'form', explode: false, schema: { type: 'array', items: { type: 'string', enum: listed } } }
      : { schema: rest }),
  }));
}
