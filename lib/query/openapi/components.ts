import * as z from 'zod';
import * as resources from '../resources';

/** Schemas that the document names, so that generated clients have types with good names. */
const NAMED = {
  Acknowledgement: resources.acknowledgementSchema,
  Alert: resources.alertSchema,
  AlertDetail: resources.alertDetailSchema,
  AlertPage: resources.alertPageSchema,
  Certificate: resources.certificateSchema,
  Certificates: resources.certificatesSchema,
  Check: resources.checkSchema,
  CheckPage: resources.checkPageSchema,
  DependentPage: resources.dependentPageSchema,
  Domain: resources.domainSchema,
  DomainPage: resources.domainPageSchema,
  DomainRow: resources.domainRowSchema,
  Endpoint: resources.endpointSchema,
  Event: resources.eventSchema,
  EventPage: resources.eventPageSchema,
  Finding: resources.findingSchema,
  FindingWords: resources.findingWordsSchema,
  Impact: resources.impactSchema,
  MxHost: resources.mxHostSchema,
  MxHostPage: resources.mxHostPageSchema,
  MxStanding: resources.mxStandingSchema,
  Overview: resources.overviewSchema,
  Policy: resources.policyBodySchema,
  Problem: resources.problemSchema,
  PublishedText: resources.publishedTextSchema,
  Pulse: resources.pulseSchema,
  Run: resources.runSchema,
  RunPage: resources.runPageSchema,
  Served: resources.servedSchema,
  Silence: resources.silenceSchema,
  SilencePage: resources.silencePageSchema,
  Target: resources.targetSchema,
  TextProblem: resources.textProblemSchema,
  Unseen: resources.unseenSchema,
} as const;

export type JsonSchema = Readonly<Record<string, unknown>>;

const OPTIONS = {
  io: 'input',
  target: 'draft-2020-12',
  /** The format says it; zod's expressions for it fill a screen, and its largest integer is nobody's bound. */
  override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const;

const reference = (id: string): string => `#/components/schemas/${id}`;

/** The named schemas, which refer to each other by name. They are open: a client ignores fields that it does not know. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, uri: reference });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

/** A schema by its name, if it has one, or written out. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const name = Object.entries(NAMED).find(([, named]) => named === schema)?.[0];
  return name === undefined ? inlineSchema(schema) : { $ref: reference(name) };
}

/** A schema written out, as it takes its input. */
export const inlineSchema = (schema: z.ZodType): JsonSchema => bare(z.toJSONSchema(schema, OPTIONS));

/** A part of a document has no address and no dialect of its own. */
const bare = (schema: object): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
