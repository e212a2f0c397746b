import { gunzipSync, gzipSync } from 'node:zlib';

/** JSON up to this length stays text, readable in the AWS console; longer JSON costs more write units than it is worth. */
const PLAIN_CHARACTERS = 4096;

/** More than any item can unpack to, unless somebody made it so. */
const UNPACKED_BYTES = 64 * 1024 * 1024;

/** An attribute that holds JSON: as text, or gzipped when it is long. */
export type Packed = string | Uint8Array<ArrayBuffer>;

export function pack(value: unknown): Packed {
  const json = JSON.stringify(value);
  return json.length <= PLAIN_CHARACTERS ? json : gzipSync(json);
}

/** @throws Error when it is not what {@link pack} makes. */
export function unpack(packed: Packed): unknown {
  return JSON.parse(
    typeof packed === 'string' ? packed : gunzipSync(packed, { maxOutputLength: UNPACKED_BYTES }).toString(),
  );
}
