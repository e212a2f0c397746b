import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

export type Path = readonly PropertyKey[];

/** A YAML (or JSON, which is YAML) text, read, with the way back from a key to its line. */
export interface ReadText {
  readonly value: unknown;
  /** What keeps the text from being read at all. */
  readonly faults: readonly { readonly line: number; readonly fault: string }[];
  /** 1-based line of the value at the path, or of its nearest ancestor that is there. */
  lineOf(path: Path): number;
  /** 1-based line of a key in the map at the path. */
  lineOfKey(path: Path, key: string): number;
}

export function readYaml(text: string): ReadText {
  const lines = new LineCounter();
  const document: Document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
  const line = (node: unknown): number | undefined => {
    const start = (node as Node | null)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  const faults = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    fault: error.message.replace(/\.$/, ''),
  }));
  return {
    ...(faults.length === 0 ? unalias(document) : { value: undefined, faults }),
    lineOf: (path) => line(nearestNode(document, path)) ?? 1,
    lineOfKey: (path, key) => {
      const node = nearestNode(document, path);
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined;
      return line(pair?.key) ?? line(node) ?? 1;
    },
  };
}

/** Aliases are resolved here, with the library's bound on how far they may grow. */
function unalias(document: Document): Pick<ReadText, 'value' | 'faults'> {
  try {
    return { value: document.toJS(), faults: [] };
  } catch (error) {
    return { value: undefined, faults: [{ line: 1, fault: error instanceof Error ? error.message : String(error) }] };
  }
}

function nearestNode(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      : undefined;
    const next: unknown =
      pair === undefined ? (isSeq(node) ? node.items[Number(step)] : undefined) : (pair.value ?? pair.key);
    if (next === undefined || next === null) return node;
    node = next;
  }
  return node;
}

/** `domains[3]`, `alerts.slack.webhookUrl`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}

/** What stands at the path; undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  );
}
