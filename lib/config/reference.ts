import type { z } from 'zod';
import type { KeyNotes } from './leaf';
import { configSchema } from './schema';

/** One key of the configuration, as the documentation shows it. */
export interface KeyReference extends KeyNotes {
  /** `alerts.slack.webhookUrl` */
  readonly key: string;
  /** The default as one would write it. */
  readonly default?: unknown;
  readonly required: boolean;
}

interface Wrapped {
  readonly def: { readonly type: string; readonly innerType?: Wrapped & z.ZodType; readonly defaultValue?: unknown };
  readonly shape?: Readonly<Record<string, Wrapped & z.ZodType>>;
}

/** Every key of the schema, in its order. */
export function allKeys(schema = configSchema()): KeyReference[] {
  return keysBelow(schema, []);
}

/** The names of the keys in the group at the path. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  const group = path.reduce<Wrapped | undefined>(
    (schema, step) => schema && unwrap(schema).inner.shape?.[String(step)],
    configSchema() as unknown as Wrapped,
  );
  return group === undefined ? [] : Object.keys(unwrap(group).inner.shape ?? {});
}

function keysBelow(schema: Wrapped, path: readonly string[]): KeyReference[] {
  const { inner, defaultValue, optional } = unwrap(schema);
  if (inner.shape !== undefined)
    return Object.entries(inner.shape).flatMap(([name, child]) => keysBelow(child, [...path, name]));
  const notes = (inner as unknown as z.ZodType).meta()?.notes as KeyNotes;
  return [
    {
      key: path.join('.'),
      ...notes,
      ...(defaultValue !== undefined && { default: defaultValue }),
      required: !optional,
    },
  ];
}

function unwrap(schema: Wrapped): {
  readonly inner: Wrapped;
  readonly defaultValue: unknown;
  readonly optional: boolean;
} {
  let inner = schema;
  let defaultValue: unknown;
  let optional = false;
  while (inner.def.innerType !== undefined) {
    defaultValue ??= inner.def.defaultValue;
    optional = true;
    inner = inner.def.innerType;
  }
  return { inner, defaultValue, optional };
}
