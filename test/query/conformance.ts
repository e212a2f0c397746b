import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}

/** An OpenAPI document, as far as the tests read it. */
export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Objects of the schema are closed, so that a field that is not documented is found. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** Holds answers to the document. */
export class Conformance {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(readonly document: Document) {
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: closed(document.components) as Json });
  }

  /** `GET /api/domains`, in the form of the document. */
  get operations(): readonly string[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** What is wrong with an answer; empty when it is as documented. */
  async faults(operation: string, response: Response): Promise<readonly string[]> {
    const [method = '', path = ''] = operation.split(' ');
    const documented = this.document.paths[path]?.[method.toLowerCase()]?.responses[String(response.status)];
    if (documented === undefined) return [`${operation} gave ${response.status}, which is not documented`];
    if (response.status === 304) return [];
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const schema = documented.content?.[type]?.schema;
    if (schema === undefined) return [`${operation} gave ${type}, which is not documented for ${response.status}`];
    if (!type.endsWith('json')) return [];
    const validate = this.validator(`${operation} ${response.status}`, schema);
    return validate(await response.json())
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) =>
            `${operation} ${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
        );
  }

  private validator(name: string, schema: Json): ValidateFunction {
    const known =
      this.validators.get(name) ??
      this.ajv.compile(
        JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components', '"api#/components')) as Json,
      );
    this.validators.set(name, known);
    return known;
  }
}
